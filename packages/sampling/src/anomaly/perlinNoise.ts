import type { Random } from "../randomStream.ts";

/** Options of {@link perlinNoise}. */
export interface PerlinNoiseOptions {
  height: number;
  width: number;
  /** Cells along rows and along columns; divide `height` and `width`. */
  resolution: readonly [rows: number, columns: number];
  /** Draws the gradients' angles, row by row. Either this or `angles`. */
  random?: Random;
  /** `[rows + 1][columns + 1]`: the angle of the gradient at each corner of the cells, in radians. */
  angles?: ArrayLike<ArrayLike<number>>;
}

/**
 * Perlin's gradient noise, not periodic: each corner of a cell has a unit gradient
 * (cos t, sin t), its first component along rows; a pixel at fractions (fy, fx) of its
 * cell takes the four products g · (offset from the corner), interpolated along rows, then along columns by
 *
 *     fade(f) = 6·f⁵ - 15·f⁴ + 10·f³
 *
 * and multiplied by √2, so that values lie in [-1, 1]. Pixel (0, 0) lies on a corner, where noise is
 * exactly 0. As DRAEM uses it (Zavrtanik, Kristan & Skočaj 2021; Perlin 2002), with the same
 * values for the same angles. Mean 0, standard deviation 0.305. O(height · width).
 *
 * @returns `data`, `[height * width]`, and the size.
 * @throws {RangeError} If the resolution does not divide the size, or there are not as
 *   many angles as corners.
 *
 * @example
 * perlinNoise({ height: 256, width: 256, resolution: [4, 8], random: randomStream(7) });
 */
export function perlinNoise({ height, width, resolution, random, angles }: PerlinNoiseOptions): {
  data: Float64Array;
  height: number;
  width: number;
} {
  const [rows, columns] = resolution;
  checkCells("height", height, rows);
  checkCells("width", width, columns);
  const { along, across } = gradients(rows, columns, angles, random);
  const cellHeight = height / rows;
  const cellWidth = width / columns;
  const offsets = Float64Array.from({ length: cellWidth }, (_, x) => x / cellWidth);
  const fades = offsets.map(fade);

  const data = new Float64Array(height * width);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / cellHeight);
    const fy = (y - row * cellHeight) / cellHeight;
    const weight = fade(fy);
    for (let column = 0; column < columns; column++) {
      // along a row, the interpolated products of either side are linear in fx
      const left = row * (columns + 1) + column;
      const below = left + columns + 1;
      const leftAtCorner = mix(along[left] * fy, along[below] * (fy - 1), weight);
      const leftSlope = mix(across[left], across[below], weight);
      const rightAtCorner = mix(along[left + 1] * fy, along[below + 1] * (fy - 1), weight);
      const rightSlope = mix(across[left + 1], across[below + 1], weight);
      for (let x = 0; x < cellWidth; x++, at++) {
        const fx = offsets[x];
        const atLeft = leftAtCorner + leftSlope * fx;
        const atRight = rightAtCorner + rightSlope * (fx - 1);
        data[at] = Math.SQRT2 * (atLeft + fades[x] * (atRight - atLeft));
      }
    }
  }
  return { data, height, width };
}

/** Perlin's weight of the far corner at fraction f of a cell: 0 at 0, 1 at 1, flat at both. */
export function fade(f: number): number {
  return f * f * f * (f * (6 * f - 15) + 10);
}

function mix(a: number, b: number, weight: number): number {
  return a + weight * (b - a);
}

/** Components of the gradients, along rows and across them. */
function gradients(
  rows: number,
  columns: number,
  angles: ArrayLike<ArrayLike<number>> | undefined,
  random: Random | undefined,
) {
  const along = new Float64Array((rows + 1) * (columns + 1));
  const across = new Float64Array(along.length);
  if (angles && (angles.length !== rows + 1 || angles[0].length !== columns + 1))
    throw new RangeError(
      `perlinNoise: expected ${rows + 1} x ${columns + 1} angles, got ${angles.length} x ${angles[0]?.length}`,
    );
  if (!angles && !random)
    throw new TypeError("perlinNoise: expected either angles or random, got neither");
  for (let i = 0; i < along.length; i++) {
    const row = Math.floor(i / (columns + 1));
    const angle = angles
      ? angles[row][i - row * (columns + 1)]
      : 2 * Math.PI * (random as Random)();
    along[i] = Math.cos(angle);
    across[i] = Math.sin(angle);
  }
  return { along, across };
}

function checkCells(name: string, side: number, cells: number): void {
  if (
    !Number.isSafeInteger(side) ||
    !Number.isSafeInteger(cells) ||
    cells < 1 ||
    side < 1 ||
    side % cells !== 0
  )
    throw new RangeError(
      `perlinNoise: expected a ${name} that ${cells} cells divide, got ${side}; make larger noise and crop it`,
    );
}
