import type { Rows } from "@flawlens/detector";
import type { Embeddings } from "../src/embedding/embedding.ts";

// The definitions of PatchCore and PaDiM in plain loops and float64. They share no code with the package.

/** An image's score, and the distance of each cell to its nearest row, squared and weighted where asked for, by which the row is chosen, too. */
export function patchcoreByDefinition(
  { data, images, height, width, size }: Embeddings,
  bank: Rows,
  neighbors: number,
  { squared = false, weights }: { squared?: boolean; weights?: ArrayLike<number> } = {},
): { score: number; distances: number[] }[] {
  const row = (from: Float32Array, i: number) => from.subarray(i * size, (i + 1) * size);
  return Array.from({ length: images }, (_, image) => {
    const cells = Array.from({ length: height * width }, (_, cell) =>
      row(data, image * height * width + cell),
    );
    const weight = (index: number) => (weights ? weights[index] : 1);
    const nearest = cells.map(
      (patch) =>
        sortedRows(patch, bank).toSorted(
          (a, b) => weight(a.index) * a.distance ** 2 - weight(b.index) * b.distance ** 2,
        )[0],
    );
    const value = (distance: number) => (squared ? distance ** 2 : distance);
    const distances = nearest.map(({ distance, index }) => value(distance) * weight(index));
    const furthest = distances.indexOf(Math.max(...distances));
    const support = sortedRows(row(bank.data, nearest[furthest].index), bank).slice(0, neighbors);
    const exps = support.map(({ index }) =>
      Math.exp(value(distance(cells[furthest], row(bank.data, index)))),
    );
    const factor = neighbors === 1 ? 1 : 1 - exps[0] / exps.reduce((a, b) => a + b, 0);
    return { score: distances[furthest] * factor, distances };
  });
}

/**
 * An image's score, the mean of the three largest distances of its 32 longest cells to the training image at a place
 * from the nearest, and the length of each cell.
 */
export function imagesByDefinition(
  { data, images, height, width, size }: Embeddings,
  bank: Rows,
  { each, neighbors }: { each: number; neighbors: number },
): { score: number; distances: number[] }[] {
  const cells = height * width;
  return Array.from({ length: images }, (_, image) => {
    const patches = Array.from({ length: cells }, (_, cell) =>
      data.subarray((image * cells + cell) * size, (image * cells + cell + 1) * size),
    );
    const distances = patches.map((patch) => Math.hypot(...patch));
    const longest = patches.toSorted((a, b) => Math.hypot(...b) - Math.hypot(...a)).slice(0, 32);
    const apart = longest.map((patch) => {
      const ofImages = Array<number>(bank.count / each).fill(Infinity);
      for (const { index, distance } of sortedRows(patch, bank)) {
        const owner = Math.floor(index / each);
        ofImages[owner] = Math.min(ofImages[owner], distance);
      }
      return ofImages.toSorted((a, b) => a - b)[neighbors - 1];
    });
    const [a, b, c] = apart.toSorted((x, y) => y - x);
    return { score: (a + b + c) / 3, distances };
  });
}

/** x·matrix - offset of every cell. */
export function whitenedByDefinition(
  embeddings: Embeddings,
  matrix: ArrayLike<number>,
  offset: ArrayLike<number>,
): Embeddings {
  const { data, size } = embeddings;
  const count = offset.length;
  const whitened = Float32Array.from({ length: (data.length / size) * count }, (_, at) => {
    const [cell, k] = [Math.floor(at / count), at % count];
    let sum = -offset[k];
    for (let c = 0; c < size; c++) sum += data[cell * size + c] * matrix[c * count + k];
    return sum;
  });
  return { ...embeddings, data: whitened, size: count };
}

/** Rows of the bank, the nearest first. */
function sortedRows(patch: Float32Array, { data, count, size }: Rows) {
  return Array.from({ length: count }, (_, index) => {
    return { index, distance: distance(patch, data.subarray(index * size, (index + 1) * size)) };
  }).sort((a, b) => a.distance - b.distance);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += (a[c] - b[c]) ** 2;
  return Math.sqrt(sum);
}

/** The Mahalanobis distance of each cell of each image, by elimination instead of a factor's inverse. */
export function padimByDefinition(
  train: Embeddings,
  test: Embeddings,
  channels: readonly number[],
): number[][] {
  const cells = train.height * train.width;
  const vector = ({ data, size }: Embeddings, image: number, cell: number) =>
    channels.map((channel) => data[(image * cells + cell) * size + channel]);
  return Array.from({ length: test.images }, (_, image) =>
    Array.from({ length: cells }, (_, cell) => {
      const all = Array.from({ length: train.images }, (_, i) => vector(train, i, cell));
      const mean = channels.map((_, c) => all.reduce((sum, x) => sum + x[c], 0) / all.length);
      const covariance = channels.map((_, a) =>
        channels.map((_, b) => {
          const sum = all.reduce((sum, x) => sum + (x[a] - mean[a]) * (x[b] - mean[b]), 0);
          return sum / (all.length - 1) + (a === b ? 0.01001 : 0);
        }),
      );
      const centred = vector(test, image, cell).map((x, c) => x - mean[c]);
      const solved = solve(covariance, centred);
      return Math.sqrt(solved.reduce((sum, x, c) => sum + x * centred[c], 0));
    }),
  );
}

/** x of A·x = b, by Gauss and Jordan. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (const [i, pivot] of rows.entries())
    for (const [j, row] of rows.entries()) {
      if (i === j) continue;
      const factor = row[i] / pivot[i];
      for (let c = i; c < row.length; c++) row[c] -= factor * pivot[c];
    }
  return rows.map((row, i) => row[row.length - 1] / row[i]);
}

/**
 * A map at the size of the image: cells enlarged to the nearest pixel or bilinearly, under a Gaussian of deviation
 * 4 over 33 x 33 pixels, mirrored at the border without repeating it, or with its pixels `repeated`.
 */
export function mapByDefinition(
  cells: readonly number[],
  {
    grid,
    side,
    bilinear,
    repeated = 0,
  }: { grid: number; side: number; bilinear: boolean; repeated?: 0 | 1 },
): number[] {
  const cell = (i: number, j: number) => cells[i * grid + j];
  const at = (pixel: number) =>
    Math.min(Math.max(((pixel + 0.5) * grid) / side - 0.5, 0), grid - 1);
  const enlarged = (y: number, x: number) => {
    if (!bilinear) return cell(Math.floor((y * grid) / side), Math.floor((x * grid) / side));
    const [top, left] = [Math.floor(at(y)), Math.floor(at(x))];
    const [bottom, right] = [Math.min(top + 1, grid - 1), Math.min(left + 1, grid - 1)];
    const [v, u] = [at(y) - top, at(x) - left];
    return (
      (1 - v) * ((1 - u) * cell(top, left) + u * cell(top, right)) +
      v * ((1 - u) * cell(bottom, left) + u * cell(bottom, right))
    );
  };
  const mirrored = (pixel: number): number =>
    pixel < 0
      ? mirrored(-pixel - repeated)
      : pixel >= side
        ? mirrored(2 * (side - 1) - pixel + repeated)
        : pixel;
  return Array.from({ length: side * side }, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / side), pixel % side];
    let [sum, total] = [0, 0];
    for (let dy = -16; dy <= 16; dy++)
      for (let dx = -16; dx <= 16; dx++) {
        const weight = Math.exp(-(dy * dy + dx * dx) / 32);
        total += weight;
        sum += weight * enlarged(mirrored(y + dy), mirrored(x + dx));
      }
    return sum / total;
  });
}

/** `[count, count]`: the distances between points. */
export function distancesBetween(points: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(points.flatMap((a) => points.map((b) => distance(a, b))));
}
