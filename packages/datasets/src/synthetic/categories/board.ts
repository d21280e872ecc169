import { latticeNoise } from "../_noise.ts";
import { integer, jitter, noiseSeed, pick, uniform, type Random } from "../_draw.ts";
import { mix, smoothstep, type Color, norm } from "../_math.ts";
import { clothBackground } from "../_clothBackground.ts";
import { ink } from "../_ink.ts";
import {
  cover,
  EVERYWHERE,
  inside,
  paint,
  roundedBox,
  shade,
  type Category,
  type Part,
  type Texel,
} from "../_surface.ts";

const HALF = 0.86;

/** A circuit board with a chip and small components. What goes missing is components. */
export const board: Category = {
  name: "board",
  pose: { turn: 0.09, shift: 0.05, scale: 0.04 },
  make(random) {
    const look = {
      mask: jitter(random, pick(random, [GREEN, GREEN, BLUE]), 0.03),
      body: jitter(random, GREY, 0.04),
      seed: noiseSeed(random),
      offsets: COMPONENTS.map(() => [uniform(random, -0.01, 0.01), uniform(random, -0.01, 0.01)]),
    };
    return boardPart(look, []);
  },
  background: (random) => clothBackground(random, [0.42, 0.4, 0.38], 0.05),
};

const GREEN: Color = [0.1, 0.32, 0.2];
const BLUE: Color = [0.1, 0.2, 0.42];
const GREY: Color = [0.3, 0.3, 0.32];
const SILVER: Color = [0.68, 0.68, 0.7];
const GOLD: Color = [0.72, 0.58, 0.3];

/** Middle of each two-ended component, and whether it stands upright. */
const COMPONENTS = [
  { u: -0.6, v: -0.52, upright: false },
  { u: -0.2, v: -0.58, upright: false },
  { u: 0.22, v: -0.58, upright: false },
  { u: 0.62, v: -0.46, upright: true },
  { u: 0.62, v: 0.02, upright: true },
  { u: 0.56, v: 0.5, upright: false },
  { u: 0.12, v: 0.58, upright: false },
  { u: -0.34, v: 0.58, upright: false },
] as const;

interface Look {
  mask: Color;
  body: Color;
  seed: number;
  offsets: number[][];
}

function boardPart(look: Look, gone: readonly number[]): Part {
  const cloud = latticeNoise(look.seed);

  const surface = (u: number, v: number, texel: Texel) => {
    const edge = roundedBox(u, v, HALF, HALF, 0.06);
    let distance = edge;
    for (const corner of CORNERS)
      distance = Math.max(distance, 0.05 - norm(u - corner[0], v - corner[1]));
    if (distance > 0.03) return;
    cover(texel, inside(distance), look.mask, 0.5);
    texel.height = 0.03 * smoothstep(0, 0.03, -distance);
    shade(texel, 0.92 + 0.16 * cloud(u * 6, v * 6));
    for (const corner of CORNERS) {
      const ring = Math.abs(norm(u - corner[0], v - corner[1]) - 0.075) - 0.02;
      paint(texel, GOLD, inside(ring));
    }
    trace(u, v, texel);
    chip(u + 0.24, v + 0.02, look, texel);
    for (let i = 0; i < COMPONENTS.length; i++) {
      const part = COMPONENTS[i];
      const du = u - part.u - look.offsets[i][0];
      const dv = v - part.v - look.offsets[i][1];
      if (Math.abs(du) > 0.2 || Math.abs(dv) > 0.2) continue;
      if (part.upright) component(dv, du, look, gone.includes(i), texel);
      else component(du, dv, look, gone.includes(i), texel);
    }
  };

  return {
    surface,
    missing(random: Random) {
      const first = integer(random, 0, COMPONENTS.length - 1);
      const gone = [first, first + 1, first + 2].map((i) => i % COMPONENTS.length);
      return { part: boardPart(look, gone), within: EVERYWHERE };
    },
    weakSpot(random) {
      const at = pick(random, COMPONENTS);
      const angle = uniform(random, 0, 2 * Math.PI);
      return { u: at.u, v: at.v, pushU: Math.cos(angle), pushV: Math.sin(angle) };
    },
  };
}

const CORNERS = [
  [-0.75, -0.75],
  [0.75, -0.75],
  [-0.75, 0.75],
  [0.75, 0.75],
] as const;

/** Copper under the solder mask: lines from the chip's pins outwards, with steps of 45 degrees. */
function trace(u: number, v: number, texel: Texel): void {
  const lane = Math.round((v + 0.02) / 0.11);
  const bend = 0.5 * Math.max(0, Math.min(Math.abs(u + 0.24) - 0.34, 0.16)) * Math.sign(lane);
  const off = Math.abs(v + 0.02 - lane * 0.11 - bend * 0.7);
  if (Math.abs(lane) > 5) return;
  const line = inside(Math.min(off, Math.abs(off - 0.11)) - 0.014);
  texel.height += 0.004 * line;
  shade(texel, mix(1, 1.35, line));
}

/** A black chip with pins on two sides and a dot at pin 1. */
function chip(u: number, v: number, look: Look, texel: Texel): void {
  const body = roundedBox(u, v, 0.2, 0.34, 0.02);
  if (body > 0.12) return;
  const pin = Math.abs(v - Math.round(v / 0.11) * 0.11) - 0.028;
  const pins = inside(Math.max(pin, Math.abs(u) - 0.28, Math.abs(v) - 0.31));
  paint(texel, SILVER, pins);
  texel.gloss = mix(texel.gloss, 0.6, pins);
  texel.height += 0.02 * pins;
  const black = inside(body);
  paint(texel, [0.1, 0.1, 0.11], black);
  texel.gloss = mix(texel.gloss, 0.2, black);
  texel.height += 0.07 * smoothstep(0, 0.03, -body);
  if (black === 0) return;
  paint(texel, [0.5, 0.5, 0.5], 0.8 * inside(norm(u + 0.13, v + 0.26) - 0.025));
  const print = { u: -0.13, v: -0.08, columns: 4, rows: 2, width: 0.07, height: 0.08 };
  paint(texel, [0.45, 0.45, 0.45], 0.7 * ink(u, v, print, look.seed));
}

/** A body between two soldered ends in a printed frame; without it, two bare pads. */
function component(u: number, v: number, look: Look, gone: boolean, texel: Texel): void {
  const frame = Math.abs(roundedBox(u, v, 0.175, 0.105, 0.02)) - 0.008;
  paint(texel, [0.72, 0.72, 0.7], 0.7 * inside(frame));
  const pad = inside(roundedBox(Math.abs(u) - 0.1, v, 0.048, 0.062, 0.01));
  paint(texel, GOLD, pad);
  texel.gloss = mix(texel.gloss, 0.6, pad);
  if (gone) return;
  const box = roundedBox(u, v, 0.13, 0.065, 0.012);
  const on = inside(box);
  paint(texel, Math.abs(u) > 0.085 ? SILVER : look.body, on);
  texel.gloss = mix(texel.gloss, Math.abs(u) > 0.085 ? 0.6 : 0.25, on);
  texel.height += 0.06 * smoothstep(0, 0.025, -box);
}
