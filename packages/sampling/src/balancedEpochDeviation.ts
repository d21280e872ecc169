import { checkQuotas } from "./_checkQuotas.ts";
import { epochMoments } from "./_epochMoments.ts";

/**
 * The standard deviation of the number of draws of a balanced epoch, whose mean is
 * `balancedEpochLength`: how far one run's epoch may be from it. By the second moment of
 * the same integral,
 *
 *     E[T·(T + 1)] = n² · ∫₀^∞ 2t · [ 1 - Πᵢ P(mᵢ, t) ] dt,
 *
 * as the time of the T-th of draws that come at rate n is a sum of T waiting times. If one
 * class is far above all others this is √(n·(n - 1)·max mᵢ).
 *
 * @param quotas - `[n]`, whole numbers of at least 0, as for `balancedEpochLength`.
 * @returns Draws.
 * @throws {RangeError} If there is no class, or a quota is not a whole number of at least 0.
 *
 * @example
 * balancedEpochDeviation([1, 1]); // => 1.4142 (√2)
 */
export function balancedEpochDeviation(quotas: ArrayLike<number>): number {
  checkQuotas(quotas, "balancedEpochDeviation");
  return Math.sqrt(epochMoments(quotas).variance);
}
