import { fractalNoise } from "../_noise.ts";
import { jitter, noiseSeed, pick, uniform, type Random } from "../_draw.ts";
import { mix, smoothstep, type Color, norm } from "../_math.ts";
import { clothBackground } from "../_clothBackground.ts";
import { ink } from "../_ink.ts";
import { cover, inside, paint, shade, type Category, type Part, type Texel } from "../_surface.ts";

const STRAIGHT = 0.46;
const RADIUS = 0.33;

/** A glossy two-colour capsule with printed characters. What goes missing is a piece of its shell. */
export const capsule: Category = {
  name: "capsule",
  pose: { turn: 0.35, shift: 0.05, scale: 0.04 },
  make(random) {
    const [cap, body] = pick(random, PAINTS);
    const look = {
      cap: jitter(random, cap, 0.04),
      body: jitter(random, body, 0.04),
      seed: noiseSeed(random),
      print: uniform(random, -0.05, 0.05),
    };
    return capsulePart(look, null);
  },
  background: (random) => clothBackground(random, [0.5, 0.55, 0.58], 0.05),
};

const PAINTS: readonly (readonly [Color, Color])[] = [
  [
    [0.16, 0.34, 0.56],
    [0.68, 0.68, 0.66],
  ],
  [
    [0.18, 0.45, 0.42],
    [0.66, 0.66, 0.6],
  ],
];

interface Look {
  cap: Color;
  body: Color;
  seed: number;
  print: number;
}

interface Chip {
  u: number;
  v: number;
  radius: number;
  seed: number;
}

function capsulePart(look: Look, chip: Chip | null): Part {
  const surface = (u: number, v: number, texel: Texel) => {
    const overhang = u > 0.03 ? 0.012 : 0;
    const across = norm(Math.max(Math.abs(u) - STRAIGHT, 0), v);
    const distance = across - RADIUS - overhang;
    if (distance > 0.03) return;
    cover(texel, inside(distance), u > 0.03 ? look.cap : look.body, 0.5);
    const rise = 1 - (across / (RADIUS + overhang)) ** 2;
    texel.height = 0.8 * RADIUS * Math.sqrt(Math.max(rise, 0)) + overhang;
    shade(texel, mix(1, 0.72, smoothstep(0.025, 0, Math.abs(u - 0.03))));
    const print = {
      u: -0.46,
      v: look.print - 0.055,
      columns: 5,
      rows: 1,
      width: 0.085,
      height: 0.14,
    };
    paint(texel, [0.15, 0.12, 0.14], 0.7 * ink(u, v, print, look.seed));
    if (chip) breakShell(u, v, chip, texel);
  };

  return {
    surface,
    missing(random: Random) {
      const chip = {
        u: pick(random, [-1, 1]) * uniform(random, 0.3, 0.78),
        v: pick(random, [-1, 1]) * uniform(random, 0.05, 0.3),
        radius: uniform(random, 0.24, 0.34),
        seed: noiseSeed(random),
      };
      return { part: capsulePart(look, chip), within: { ...chip, radius: 1.4 * chip.radius } };
    },
    weakSpot(random) {
      const side = pick(random, [-1, 1]);
      return {
        u: uniform(random, -0.55, 0.55),
        v: 0.7 * side * RADIUS,
        pushU: uniform(random, -0.3, 0.3),
        pushV: -side,
      };
    },
  };
}

/** A jagged opening: the empty shell, powder at the bottom, a bright broken edge. */
function breakShell(u: number, v: number, chip: Chip, texel: Texel): void {
  const ragged = fractalNoise(chip.seed, 2);
  const edge = chip.radius * (0.7 + 0.6 * ragged(u * 9, v * 9));
  const distance = norm(u - chip.u, v - chip.v) - edge;
  if (distance > 0.03) return;
  const open = inside(distance);
  paint(texel, [0.9, 0.88, 0.82], 0.8 * inside(distance - 0.02) * (1 - open));
  if (open === 0) return;
  const powder = ragged(u * 30, v * 30);
  const depth = 0.16 + 0.3 * smoothstep(0, 0.12, -distance) * powder;
  paint(texel, [depth, depth * 0.95, depth * 0.85], open);
  texel.gloss *= 1 - open;
  texel.height = mix(texel.height, 0.05 + 0.03 * powder, open * smoothstep(0, -0.08, distance));
}
