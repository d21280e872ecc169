import { latticeNoise } from "../_noise.ts";
import { integer, jitter, noiseSeed, pick, uniform, type Random } from "../_draw.ts";
import { type Color } from "../_math.ts";
import { cover, shade, type Category, type Part, type Texel } from "../_surface.ts";

const PITCH = 0.17;

/** A plain weave that fills the image. What goes missing is a length of thread. */
export const weave: Category = {
  name: "weave",
  pose: { turn: 0.08, shift: 0.08, scale: 0.04 },
  make(random) {
    const [warp, weft] = pick(random, YARNS);
    const look = {
      warp: jitter(random, warp, 0.04),
      weft: jitter(random, weft, 0.04),
      stripe: integer(random, 4, 6),
      seed: noiseSeed(random),
    };
    return weavePart(look, null);
  },
  background: () => (_x, _y, texel) => cover(texel, 1, [0.05, 0.05, 0.05], 0),
};

const YARNS: readonly (readonly [Color, Color])[] = [
  [
    [0.54, 0.55, 0.52],
    [0.44, 0.46, 0.45],
  ],
  [
    [0.4, 0.46, 0.55],
    [0.52, 0.54, 0.56],
  ],
];

interface Look {
  warp: Color;
  weft: Color;
  stripe: number;
  seed: number;
}

/** A thread without a length: column `index` of the warp, or row of the weft. */
interface Gap {
  warp: boolean;
  index: number;
  from: number;
  to: number;
}

/** Two neighbouring threads. */
function spans(gap: Gap, index: number): boolean {
  return index === gap.index || index === gap.index + 1;
}

function weavePart(look: Look, gap: Gap | null): Part {
  const fibres = latticeNoise(look.seed);
  const wobble = latticeNoise(look.seed + 1);

  const surface = (u: number, v: number, texel: Texel) => {
    u += 0.05 * (wobble(u * 2.5, v * 2.5) - 0.5);
    v += 0.05 * (wobble(u * 2.5 + 40, v * 2.5) - 0.5);
    const column = Math.round(u / PITCH);
    const row = Math.round(v / PITCH);
    const du = u / PITCH - column;
    const dv = v / PITCH - row;
    const over = (column + row) % 2 === 0 ? 1 : -1;
    const warpThere = !(gap?.warp && spans(gap, column) && v > gap.from && v < gap.to);
    const weftThere = !(gap && !gap.warp && spans(gap, row) && u > gap.from && u < gap.to);
    const warpHeight = warpThere ? yarnHeight(du, dv, over) : 0;
    const weftHeight = weftThere ? yarnHeight(dv, du, -over) : 0;

    texel.height = Math.max(warpHeight, weftHeight, 0);
    if (texel.height === 0) {
      cover(texel, 1, [0.12, 0.115, 0.11], 0);
    } else if (warpHeight > weftHeight) {
      cover(texel, 1, look.warp, 0.06);
      if (column % look.stripe === 0) shade(texel, 0.75);
      shade(texel, 0.8 + 0.4 * fibres(u * 70, v * 12));
    } else {
      cover(texel, 1, look.weft, 0.06);
      shade(texel, 0.8 + 0.4 * fibres(u * 12 + 90, v * 70));
    }
    shade(texel, 0.55 + 4.5 * texel.height);
  };

  return {
    surface,
    missing(random: Random) {
      const length = uniform(random, 0.6, 0.95);
      const from = uniform(random, -0.85, 0.85 - length);
      const gap = { warp: random() < 0.5, index: integer(random, -4, 4), from, to: from + length };
      const [along, across] = [from + length / 2, gap.index * PITCH];
      const middle = gap.warp ? { u: across, v: along } : { u: along, v: across };
      return { part: weavePart(look, gap), within: { ...middle, radius: length / 2 + 2 * PITCH } };
    },
    weakSpot(random) {
      const angle = uniform(random, 0, 2 * Math.PI);
      return {
        u: uniform(random, -0.65, 0.65),
        v: uniform(random, -0.65, 0.65),
        pushU: Math.cos(angle),
        pushV: Math.sin(angle),
      };
    },
  };
}

/** Height of a yarn `across` from its middle, `along` from the crossing; below 0 beside it. */
function yarnHeight(across: number, along: number, over: number): number {
  const round = 1 - (across / 0.46) ** 2;
  return round <= 0 ? 0 : 0.06 * Math.sqrt(round) + 0.035 * over * Math.cos(Math.PI * along);
}
