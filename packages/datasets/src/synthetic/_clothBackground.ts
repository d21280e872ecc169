import { jitter, noiseSeed, type Random } from "./_draw.ts";
import { type Color } from "./_math.ts";
import { fractalNoise, hash } from "./_noise.ts";
import { cover, shade, type Category } from "./_surface.ts";

/** A dull sheet (rubber, felt, paper): soft blotches and grain. */
export function clothBackground(
  random: Random,
  color: Color,
  by: number,
): ReturnType<Category["background"]> {
  const paint = jitter(random, color, by);
  const seed = noiseSeed(random);
  const blotches = fractalNoise(seed, 2);
  return (x, y, texel) => {
    cover(texel, 1, paint, 0.03);
    const grain = hash(Math.round(x * 128), Math.round(y * 128), seed);
    shade(texel, 0.82 + 0.3 * blotches(x * 5, y * 5) + 0.1 * (grain - 0.5));
    texel.height = 0;
  };
}
