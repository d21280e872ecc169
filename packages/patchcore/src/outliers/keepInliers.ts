import { quantile } from "@flawlens/detector";

/**
 * Which patches remain where the most unusual fraction is dropped: those whose factor is at most the
 * (1 - fraction)-quantile of all, interpolated linearly.
 *
 * @param fraction - Of the patches, at least 0 and below 1.
 * @returns Their indices, ascending.
 * @throws {RangeError} If the fraction is out of range, or there is no factor.
 *
 * @example
 * keepInliers([1, 9, 1, 2], 0.25); // => [0, 2, 3]
 */
export function keepInliers(factors: ArrayLike<number>, fraction: number): Int32Array {
  if (!(fraction >= 0 && fraction < 1))
    throw new RangeError(`keepInliers: expected a fraction from 0 to below 1, got ${fraction}`);
  const sorted = Float64Array.from(factors).sort();
  const most = quantile(sorted, 1 - fraction);
  if (most === undefined) throw new RangeError("keepInliers: expected factors, got none");
  const kept: number[] = [];
  for (let i = 0; i < factors.length; i++) if (factors[i] <= most) kept.push(i);
  return Int32Array.from(kept);
}
