/**
 * How many of `count` values, never all, may lie above a threshold that at most a fraction of them reaches.
 *
 * @example
 * allowedAbove(0.29, 100); // => 29, although 0.29 * 100 is 28.999999999999996
 */
export function allowedAbove(fraction: number, count: number): number {
  return Math.min(Math.floor(fraction * count + 1e-9), count - 1);
}

/**
 * The lowest threshold that at most `allowed` of some scores reach. It lies half way to the next of all scores, so
 * that rounding moves no image across it.
 *
 * @param values - The scores that must stay below, all but `allowed`; ascending, at least `allowed + 1`.
 * @param all - All scores, these among them; ascending.
 *
 * @example
 * thresholdAbove([1, 2, 3], 1, [1, 2, 3, 9]); // => 2.5
 */
export function thresholdAbove(
  values: readonly number[],
  allowed: number,
  all: readonly number[],
): number {
  const highest = values[values.length - 1 - allowed]; // must stay below
  const next = all.find((value) => value > highest);
  return next === undefined ? highest + gap(highest) : (highest + next) / 2;
}

/** A width that no rounding to float32 closes. */
export function gap(value: number): number {
  return Math.max(Math.abs(value), 1e-6) * 1e-3;
}
