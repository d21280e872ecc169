import type { Grid } from "../src/grid.ts";
import { mapOf, maskOf } from "./grid.ts";

/** Worked sets of maps and masks; P1 to P3 as exact fractions, P4 to 12 digits. */
export const pixelVectors = [
  {
    of: "P1, two regions",
    maps: [
      mapOf(
        [0.9, 0.8, 0.3, 0.2],
        [0.7, 0.6, 0.2, 0.1],
        [0.1, 0.2, 0.1, 0.3],
        [0.4, 0.1, 0.5, 0.35],
      ),
    ],
    masks: [maskOf("1100", "1000", "0000", "0001")],
    regions: 2,
    aupro: [
      { fprLimit: 0.3, is: 7 / 12 },
      { fprLimit: 0.05, is: 0.5 },
      { fprLimit: 1, is: 7 / 8 },
    ],
    auroc: 0.9375,
    averagePrecision: 25 / 28,
    f1: 6 / 7,
    threshold: 0.7,
    digits: 14,
  },
  {
    of: "P2, a region joined by its diagonal",
    maps: [
      mapOf([0.9, 0.3, 0.2, 0.1], [0.2, 0.4, 0.1, 0.1], [0.1, 0.2, 0.3, 0.6], [0.1, 0.1, 0.5, 0.2]),
    ],
    masks: [maskOf("1000", "0100", "0000", "0001")],
    regions: 2,
    aupro: [
      { fprLimit: 0.3, is: 29 / 78 },
      { fprLimit: 0.05, is: 0.25 },
      { fprLimit: 1, is: 0.75 },
    ],
    auroc: 21 / 26,
    averagePrecision: 0.6,
    f1: 4 / 7,
    threshold: 0.4,
    digits: 14,
  },
  {
    of: "P3, a normal image and ties",
    maps: [
      mapOf([0.5, 0.5, 0.9], [0.2, 0.5, 0.1], [0.1, 0.2, 0.3]),
      mapOf([0.5, 0.1, 0.1], [0.2, 0.2, 0.1], [0.1, 0.3, 0.1]),
    ],
    masks: [maskOf("011", "010", "000"), maskOf("000", "000", "000")],
    regions: 1,
    aupro: [
      { fprLimit: 0.3, is: 23 / 27 },
      { fprLimit: 0.05, is: 11 / 24 },
      { fprLimit: 1, is: 43 / 45 },
    ],
    auroc: 43 / 45,
    averagePrecision: 11 / 15,
    f1: 3 / 4,
    threshold: 0.5,
    digits: 14,
  },
  {
    of: "P4, four images of 32 x 32",
    ...fourImages(),
    regions: 5,
    aupro: [
      { fprLimit: 0.3, is: 0.492931126578 },
      { fprLimit: 0.05, is: 0.401686956383 },
      { fprLimit: 1, is: 0.768118029147 },
    ],
    auroc: 0.856106866866,
    averagePrecision: 0.539991113248,
    f1: 0.658823529412,
    threshold: 0.610353752226,
    digits: 11, // the vectors are rounded to 12
  },
];

/** Uniform noise u by a linear congruential generator; map 0.6 u + 0.4 mask (0.5 + 0.5 u'). */
function fourImages(): { maps: Grid[]; masks: Grid[] } {
  const size = 32;
  const pixels = size * size;
  let state = 12345;
  const noise = Array.from({ length: 4 * pixels }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  const box = (data: Uint8Array, [top, bottom]: number[], [left, right]: number[]) => {
    for (let row = top; row <= bottom; row++)
      data.fill(1, row * size + left, row * size + right + 1);
  };
  const bits = Array.from({ length: 4 }, () => new Uint8Array(pixels));
  box(bits[0], [4, 9], [5, 11]);
  box(bits[0], [20, 22], [20, 29]);
  box(bits[1], [0, 2], [0, 2]);
  box(bits[2], [15, 16], [15, 30]);
  box(bits[2], [25, 25], [3, 3]);
  return {
    masks: bits.map((data) => ({ data, height: size, width: size })),
    maps: bits.map((mask, image) => ({
      data: Float64Array.from(mask, (bit, i) => {
        const u = noise[image * pixels + i];
        const reversed = noise[(3 - image) * pixels + i];
        return 0.6 * u + 0.4 * bit * (0.5 + 0.5 * reversed);
      }),
      height: size,
      width: size,
    })),
  };
}
