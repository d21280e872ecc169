import { checkRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { dispose, matMul, tensor2d } from "@tensorflow/tfjs-core";

/**
 * The number of random directions that keep all distances between `count` points to a factor of 1 ± ε (Johnson
 * and Lindenstrauss): ⌊4·log(count) / (ε²/2 - ε³/3)⌋, at least 1.
 *
 * @example
 * projectionSize(214016, 0.9); // => 303
 */
export function projectionSize(count: number, epsilon = 0.9): number {
  return Math.max(1, Math.floor((4 * Math.log(count)) / (epsilon ** 2 / 2 - epsilon ** 3 / 3)));
}

/**
 * A very sparse random projection (Li, Hastie and Church 2006): each entry is ±1 with chance 1/√size,
 * else 0, scaled so that lengths stay as they are on average.
 *
 * @param size - Numbers in a row to be projected.
 * @param components - Numbers in a projected row; see {@link projectionSize}.
 * @returns `[components, size]`.
 */
export function sparseProjection(size: number, components: number, random: () => number): Rows {
  const density = 1 / Math.sqrt(size);
  const scale = Math.sqrt(1 / density) / Math.sqrt(components);
  const data = Float32Array.from({ length: components * size }, () => {
    const [chance, side] = [random(), random()];
    return chance < density ? (side < 0.5 ? scale : -scale) : 0;
  });
  return { data, count: components, size };
}

/**
 * Rows times the transpose of a projection, on the engine, 16,384 rows at a time.
 *
 * @returns The same number of rows, of `projection.count` numbers each.
 * @throws {RangeError} If the projection is of rows of another size.
 */
export async function projectRows(rows: Rows, projection: Rows): Promise<Rows> {
  checkRows("projectRows", rows);
  if (projection.size !== rows.size)
    throw new RangeError(
      `projectRows: expected a projection of rows of ${rows.size}, got one of ${projection.size}`,
    );
  const part = 16384;
  const data = new Float32Array(rows.count * projection.count);
  const right = tensor2d(projection.data, [projection.count, projection.size]);
  for (let from = 0; from < rows.count; from += part) {
    const count = Math.min(part, rows.count - from);
    const some = rows.data.subarray(from * rows.size, (from + count) * rows.size);
    const left = tensor2d(some, [count, rows.size]);
    const product = matMul(left, right, false, true);
    data.set((await product.data()) as Float32Array, from * projection.count);
    dispose([left, product]);
  }
  right.dispose();
  return { data, count: rows.count, size: projection.count };
}
