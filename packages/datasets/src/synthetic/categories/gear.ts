import { hash, latticeNoise } from "../_noise.ts";
import { integer, jitter, noiseSeed, pick, uniform, type Random } from "../_draw.ts";
import { mix, smoothstep, norm } from "../_math.ts";
import { clothBackground } from "../_clothBackground.ts";
import {
  cover,
  inside,
  paint,
  roundedBox,
  shade,
  type Category,
  type Part,
  type Texel,
} from "../_surface.ts";

const TIP = 0.82;
const ROOT = 0.64;
const BORE = 0.17;
const TEETH = 12;
const HOLES = Array.from({ length: 5 }, (_, i) => {
  const angle = ((i + 0.5) / 5) * 2 * Math.PI;
  return { u: 0.43 * Math.cos(angle), v: 0.43 * Math.sin(angle) };
});

/** A turned steel gear: teeth, a hub with a keyway, holes in its web. What goes missing is teeth. */
export const gear: Category = {
  name: "gear",
  pose: { turn: Math.PI, shift: 0.05, scale: 0.04 },
  make(random) {
    const look = {
      color: jitter(random, [0.55, 0.56, 0.58], 0.03),
      seed: noiseSeed(random),
    };
    return gearPart(look, []);
  },
  background: (random) => clothBackground(random, [0.23, 0.25, 0.29], 0.03),
};

interface Look {
  color: [number, number, number];
  seed: number;
}

function gearPart(look: Look, gone: readonly number[]): Part {
  const lathe = latticeNoise(look.seed);

  const surface = (u: number, v: number, texel: Texel) => {
    const r = norm(u, v);
    if (r > TIP + 0.05) return;
    const turn = (Math.atan2(v, u) / (2 * Math.PI) + 1) * TEETH;
    const outside = (r - outline(turn, look, gone)) * 0.85;
    const bored = Math.max(BORE - r, -roundedBox(u, v - BORE, 0.05, 0.07, 0.01));
    let holed = -1;
    for (const hole of HOLES) holed = Math.max(holed, 0.075 - norm(u - hole.u, v - hole.v));
    const distance = Math.max(outside, bored, holed);
    if (distance > 0.03) return;
    cover(texel, inside(distance), look.color, 0.55);

    const web = smoothstep(0.27, 0.3, r) * smoothstep(0.57, 0.54, r);
    texel.height = 0.06 * smoothstep(0, 0.045, -distance) - 0.035 * web + 0.05;
    shade(texel, (0.9 + 0.16 * lathe(r * 70, 0.5)) * mix(1, 0.82, web));
    texel.grainU = -v / r;
    texel.grainV = u / r;
    if (gone.includes(Math.floor(turn) % TEETH)) fracture(r, lathe(u * 40, v * 40), texel);
  };

  return {
    surface,
    missing(random: Random) {
      const first = integer(random, 0, TEETH - 1);
      const gone = [first, first + 1, first + 2].map((tooth) => tooth % TEETH);
      const angle = ((first + gone.length / 2) / TEETH) * 2 * Math.PI;
      return {
        part: gearPart(look, gone),
        within: { u: TIP * Math.cos(angle), v: TIP * Math.sin(angle), radius: 0.7 },
      };
    },
    weakSpot(random) {
      const angle = ((integer(random, 0, TEETH - 1) + 0.5) / TEETH) * 2 * Math.PI;
      const side = pick(random, [-1, 1]) * uniform(random, 0.6, 1);
      const inwards = uniform(random, 0.3, 0.9);
      return {
        u: ROOT * Math.cos(angle),
        v: ROOT * Math.sin(angle),
        pushU: -side * Math.sin(angle) - inwards * Math.cos(angle),
        pushV: side * Math.cos(angle) - inwards * Math.sin(angle),
      };
    },
  };
}

/** Paints the place where a tooth broke off: raw, grainy, bright. */
function fracture(r: number, grain: number, texel: Texel): void {
  const raw = smoothstep(ROOT - 0.16, ROOT - 0.12, r);
  paint(texel, [0.9, 0.9, 0.88], raw * (0.45 + 0.55 * grain));
  texel.height += 0.02 * raw * grain;
  texel.gloss *= 1 - raw;
}

/** Radius of the border at `turn` teeth around; a broken tooth leaves a rough stub. */
function outline(turn: number, look: Look, gone: readonly number[]): number {
  const tooth = Math.floor(turn) % TEETH;
  const fromMiddle = Math.abs(turn - Math.floor(turn) - 0.5) * 2;
  const profile = smoothstep(0.68, 0.4, fromMiddle);
  if (!gone.includes(tooth)) return mix(ROOT, TIP, profile);
  return mix(ROOT, TIP, profile * 0.25 * hash(Math.floor(turn * 9), tooth, look.seed)) - 0.05;
}
