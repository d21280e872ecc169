/** A matrix: `count` rows of `size` numbers. */
export interface Rows {
  /** `[count, size]`, row-major. */
  data: Float32Array;
  count: number;
  size: number;
}

/**
 * Some of the rows, in the order given.
 *
 * @example
 * takeRows({ data: Float32Array.of(1, 2, 3), count: 3, size: 1 }, [2, 0]).data; // => [3, 1]
 */
export function takeRows({ data, size }: Rows, indices: ArrayLike<number>): Rows {
  const taken = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++)
    taken.set(data.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
  return { data: taken, count: indices.length, size };
}

/** The rows of several matrices of one size, one after the other; of none no row. */
export function joinRows(parts: readonly Rows[]): Rows {
  const size = parts[0]?.size ?? 0;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const data = new Float32Array(count * size);
  let filled = 0;
  for (const part of parts) {
    data.set(part.data, filled);
    filled += part.data.length;
  }
  return { data, count, size };
}

/**
 * Refuses rows whose data do not fit.
 *
 * @throws {RangeError} If there is no row, or there are more or fewer than `count · size` numbers.
 */
export function checkRows(caller: string, { data, count, size }: Rows): void {
  if (count < 1 || size < 1 || data.length !== count * size)
    throw new RangeError(
      `${caller}: expected ${count} rows of ${size} numbers, at least one, got ${data.length} numbers`,
    );
}

/**
 * The longest rows, the longest first, as many as there are at most: copies.
 *
 * @example
 * longestRows({ data: Float32Array.of(1, 0, 0, 3), count: 2, size: 2 }, 1).data; // => [0, 3]
 */
export function longestRows(rows: Rows, most: number): Rows {
  const { data, count, size } = rows;
  const squares = Float64Array.from({ length: count }, (_, i) =>
    data.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value * value, 0),
  );
  const order = Array.from(squares.keys()).sort((a, b) => squares[b] - squares[a]);
  return takeRows(rows, order.slice(0, most));
}
