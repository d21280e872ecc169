import { latticeNoise } from "../_noise.ts";
import { integer, jitter, noiseSeed, pick, uniform, type Random } from "../_draw.ts";
import { mix, smoothstep, norm } from "../_math.ts";
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

const HALF = { u: 0.84, v: 0.6 };
const SCREWS = [
  [-0.66, -0.42],
  [0.66, -0.42],
  [-0.66, 0.42],
  [0.66, 0.42],
  [0, 0.42],
  [0, -0.42],
] as const;

/** A brushed cover plate with six screws, a slot and a printed label. What goes missing is screws. */
export const plate: Category = {
  name: "plate",
  pose: { turn: 0.12, shift: 0.05, scale: 0.04 },
  make(random) {
    const look = {
      color: jitter(random, ALUMINIUM, 0.04),
      seed: noiseSeed(random),
      turns: SCREWS.map(() => uniform(random, 0, Math.PI)),
      label: uniform(random, 0.07, 0.1),
    };
    return platePart(look, []);
  },
  background: (random) => clothBackground(random, [0.62, 0.58, 0.52], 0.05),
};

const ALUMINIUM: [number, number, number] = [0.6, 0.61, 0.63];

interface Look {
  color: [number, number, number];
  seed: number;
  turns: number[];
  /** Height of the printed characters. */
  label: number;
}

function platePart(look: Look, gone: readonly number[]): Part {
  const streaks = latticeNoise(look.seed);

  const surface = (u: number, v: number, texel: Texel) => {
    const slot = -roundedBox(u + 0.36, v, 0.2, 0.09, 0.09);
    const distance = Math.max(roundedBox(u, v, HALF.u, HALF.v, 0.12), slot);
    if (distance > 0.03) return;
    cover(texel, inside(distance), look.color, 0.5);
    texel.height = 0.05 * smoothstep(0, 0.04, -distance) + 0.02;
    texel.grainU = 1;
    shade(texel, 0.86 + 0.24 * streaks(u * 4, v * 55));
    const label = { u: 0.02, v: -look.label, columns: 7, rows: 2, width: 0.07, height: look.label };
    paint(texel, [0.12, 0.13, 0.2], 0.75 * ink(u, v, label, look.seed));
    for (let i = 0; i < SCREWS.length; i++) {
      const [su, sv] = SCREWS[i];
      const r = norm(u - su, v - sv);
      if (r > 0.14) continue;
      if (gone.includes(i)) hole(r, texel);
      else screw(u - su, v - sv, r, look.turns[i], texel);
    }
  };

  return {
    surface,
    missing(random: Random) {
      const first = integer(random, 0, SCREWS.length - 1);
      const gone = [first, (first + integer(random, 1, SCREWS.length - 1)) % SCREWS.length];
      return { part: platePart(look, gone), within: EVERYWHERE };
    },
    weakSpot(random) {
      const along = uniform(random, -0.9, 0.9);
      const side = pick(random, [-1, 1]);
      const push = -side * uniform(random, 0.8, 1);
      return random() < 0.5
        ? { u: 0.85 * side * HALF.u, v: along * HALF.v, pushU: push, pushV: 0 }
        : { u: along * HALF.u, v: 0.85 * side * HALF.v, pushU: 0, pushV: push };
    },
  };
}

/** A dome with a slot across it, in the shallow shade of its own rim. */
function screw(u: number, v: number, r: number, turn: number, texel: Texel): void {
  shade(texel, mix(1, 0.7, inside(r - 0.12)));
  const head = inside(r - 0.1);
  if (head === 0) return;
  paint(texel, [0.66, 0.67, 0.7], head);
  texel.gloss = mix(texel.gloss, 0.7, head);
  texel.grainU *= 1 - head;
  texel.height += 0.05 * smoothstep(0.1, 0.05, r);
  const across = Math.abs(u * Math.cos(turn) + v * Math.sin(turn));
  const along = Math.abs(v * Math.cos(turn) - u * Math.sin(turn));
  const cut = inside(Math.max(across - 0.018, along - 0.075));
  shade(texel, mix(1, 0.3, cut));
  texel.gloss *= 1 - cut;
}

/** The threaded hole a screw leaves, in the bare metal that its head kept clean. */
function hole(r: number, texel: Texel): void {
  paint(texel, [0.9, 0.9, 0.88], 0.8 * inside(r - 0.115));
  texel.height -= 0.04 * smoothstep(0.09, 0.06, r);
  const dark = inside(r - 0.068);
  paint(texel, [0.12, 0.115, 0.11], dark);
  texel.gloss *= 1 - dark;
}
