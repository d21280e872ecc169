import { normals, perlinMask } from "@flawlens/sampling";
import type { Random } from "@flawlens/sampling";

/** What is known of an image that copies are made of. */
export interface KnownImage {
  label: 0 | 1;
  /** Anomalous cells, 0 or 1, row by row; `null` for an anomaly whose place is not known. */
  mask: Uint8Array | null;
}

/** Copies of a batch of images: each image once more, after all of them. Cells are in rows, image by image. */
export interface NoisyCopies {
  /** What is added to the features, `size` numbers a cell; zeros where nothing is. */
  noise: Float32Array;
  /** 1 for an anomalous cell, else 0. */
  anomalous: Float32Array;
  /** 1 for an anomalous copy, else 0. */
  labels: Float32Array;
  /** 0 for a copy of an anomaly whose place is not known, else 1. */
  known: Float32Array;
}

/** The grid of the features, and the noise. */
export interface NoiseOptions {
  grid: { height: number; width: number };
  /** Numbers in the vector of a cell. */
  size: number;
  /** Standard deviation of the noise. */
  deviation: number;
  /** Cells whose Perlin noise is greater get noise; released 0.2, and 0.6 with known anomalies. */
  threshold: number;
}

/**
 * SuperSimpleNet's synthetic anomalies, in the space of features: every image of a batch twice, and each copy, with
 * chance one half, with Gaussian noise on the cells that a Perlin mask of its own covers. Cells that are known to be
 * anomalous get no noise, nor does an anomaly whose place is not known. A copy that shows any anomalous cell is
 * anomalous.
 *
 * Perlin masks have 2ᵃ x 2ᵇ cells, a and b uniform from 0 to 5 on a grid of 33 to 64 cells, as released; on a coarser
 * grid they end where a cell of the noise would have a single number, which is always 0. Where a side of the grid is
 * no power of two, noise of the next one is cropped (the release resizes it).
 */
export function noisyCopies(
  images: readonly KnownImage[],
  random: Random,
  { grid, size, deviation, threshold }: NoiseOptions,
): NoisyCopies {
  const copies = [...images, ...images];
  const drawn = copies.map(() => drawnMask(grid, random, threshold));
  const { noisy, ...marks } = markAnomalies(copies, drawn);
  const noise = new Float32Array(noisy.length * size);
  for (const [cell, chosen] of noisy.entries())
    if (chosen) noise.set(normals(size, random, deviation), cell * size);
  return { noise, ...marks };
}

/**
 * Which cells of copies get noise, and what is anomalous then.
 *
 * @param drawn - The cells that each copy's own mask covers, 0 or 1, row by row.
 * @returns `noisy`: 1 for a cell that gets noise, else 0; the rest as {@link NoisyCopies} has it.
 */
export function markAnomalies(
  copies: readonly KnownImage[],
  drawn: readonly ArrayLike<number>[],
): Omit<NoisyCopies, "noise"> & { noisy: Uint8Array } {
  const cells = drawn[0].length;
  const noisy = new Uint8Array(copies.length * cells);
  const anomalous = new Float32Array(copies.length * cells);
  const labels = Float32Array.from(copies, ({ label }) => label);
  const known = Float32Array.from(copies, ({ mask }) => (mask === null ? 0 : 1));
  for (const [i, { mask }] of copies.entries()) {
    if (mask === null) continue;
    for (let cell = 0; cell < cells; cell++) {
      if (!mask[cell] && !drawn[i][cell]) continue;
      anomalous[i * cells + cell] = 1;
      noisy[i * cells + cell] = mask[cell] ? 0 : 1;
      labels[i] = 1;
    }
  }
  return { noisy, anomalous, labels, known };
}

/** The cells of a Perlin mask, or, with chance one half, no cell. */
function drawnMask(
  { height, width }: { height: number; width: number },
  random: Random,
  threshold: number,
): ArrayLike<number> {
  const resolution = [cellsAlong(height, random), cellsAlong(width, random)] as const;
  const { data } = perlinMask({ height, width, resolution, threshold, maxDegrees: 0, random });
  return random() > 0.5 ? new Uint8Array(height * width) : data;
}

/** 2ᵏ, k uniform from 0 up to 5, or to where a cell of the noise is two cells of the grid wide. */
function cellsAlong(side: number, random: Random): number {
  const highest = Math.max(0, Math.min(5, Math.ceil(Math.log2(side)) - 1));
  return 2 ** Math.floor(random() * (highest + 1));
}
