/**
 * A quantile by linear interpolation between sorted values (type 7 of Hyndman & Fan 1996, NumPy's default).
 *
 * @param sorted - Ascending.
 * @param fraction - The fraction of numbers below the quantile, in [0, 1].
 * @returns `undefined` of no values.
 *
 * @example
 * quantile([0, 10], 0.25); // => 2.5
 */
export function quantile(sorted: ArrayLike<number>, fraction: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
