import { uniform, type Random } from "./_draw.ts";
import { blank, clear, type Part, type Point } from "./_surface.ts";

/**
 * A random point covered by the part together with eight points `margin` around it;
 * the margin shrinks where the part is too narrow for it.
 */
export function placeOn(part: Part, random: Random, margin: number): Point {
  const texel = blank();
  const covered = (u: number, v: number) => {
    clear(texel);
    part.surface(u, v, texel);
    return texel.cover > 0.99;
  };
  for (let attempt = 0; ; attempt++) {
    const reach = margin * 0.9 ** Math.floor(attempt / 20);
    const u = uniform(random, -0.85, 0.85);
    const v = uniform(random, -0.85, 0.85);
    const around = AROUND.every(([du, dv]) => covered(u + du * reach, v + dv * reach));
    if (around && covered(u, v)) return { u, v };
  }
}

const AROUND = Array.from({ length: 8 }, (_, i) => [
  Math.cos((i * Math.PI) / 4),
  Math.sin((i * Math.PI) / 4),
]);
