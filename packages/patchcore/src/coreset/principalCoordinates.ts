import type { Rows } from "@flawlens/detector";

/** Rows that the directions are found from, and how often they are improved. */
const SAMPLE = 2048;
const ROUNDS = 6;

/**
 * Coordinates of rows along a few directions at right angles in which they vary most: two rows are at
 * least as far apart as these are, to rounding. The directions are found from some of the rows by
 * orthogonal iteration; poor ones make the bound loose, never wrong.
 *
 * @param directions - At most the rows' size.
 * @returns `[count, directions]`, row-major.
 */
export function principalCoordinates(rows: Rows, directions: number): Float64Array {
  const { data, count, size } = rows;
  const axes = principalAxes(rows, directions);
  const coordinates = new Float64Array(count * directions);
  for (let i = 0, at = 0; i < count; i++)
    for (let d = 0; d < directions; d++, at++) coordinates[at] = dot(data, i * size, axes[d]);
  return coordinates;
}

function principalAxes({ data, count, size }: Rows, directions: number): Float64Array[] {
  const used = Math.min(SAMPLE, count);
  const mean = new Float64Array(size);
  const sample = Array.from({ length: used }, (_, r) => {
    const from = Math.floor((r * count) / used) * size;
    return Float64Array.from(data.subarray(from, from + size));
  });
  for (const row of sample) for (let c = 0; c < size; c++) mean[c] += row[c] / used;
  for (const row of sample) for (let c = 0; c < size; c++) row[c] -= mean[c];

  let axes: Float64Array[] = Array.from({ length: directions }, (_, d) => {
    const axis = new Float64Array(size);
    for (let c = d; c < size; c += directions) axis[c] = 1;
    return axis;
  });
  for (let round = 0; round < ROUNDS; round++) {
    const next = axes.map(() => new Float64Array(size));
    for (const row of sample)
      for (const [d, axis] of axes.entries()) {
        const along = dot(row, 0, axis);
        const sum = next[d];
        for (let c = 0; c < size; c++) sum[c] += along * row[c];
      }
    axes = orthonormal(next);
  }
  return axes;
}

/** Gram and Schmidt, twice for the rounding; a direction that depends on those before it becomes none. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  for (const [d, vector] of vectors.entries()) {
    const before = Math.sqrt(dot(vector, 0, vector));
    for (let pass = 0; pass < 2; pass++)
      for (const other of vectors.slice(0, d)) {
        const along = dot(vector, 0, other);
        for (let c = 0; c < vector.length; c++) vector[c] -= along * other[c];
      }
    const length = Math.sqrt(dot(vector, 0, vector));
    const scale = length > 1e-9 * before ? 1 / length : 0;
    for (let c = 0; c < vector.length; c++) vector[c] *= scale;
  }
  return vectors;
}

function dot(data: Float32Array | Float64Array, from: number, axis: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < axis.length; c++) sum += data[from + c] * axis[c];
  return sum;
}
