import { checkQuotas } from "./_checkQuotas.ts";
import { epochMoments } from "./_epochMoments.ts";

/**
 * The expected number of draws of a balanced epoch: draws choose a class uniformly and
 * independently, and the epoch ends when class i has been drawn at least mᵢ times, for
 * every i. Equation 4 of MultiTypeFCDD, over n classes:
 *
 *     E[T] = n · ∫₀^∞ [ 1 - Πᵢ P(mᵢ, t) ] dt,   P(m, t) = Pr[Poisson(t) >= m]
 *
 * (the coupon collector's problem with quotas, Newman & Shepp 1960). Evaluated in
 * float64 to a relative error of about 1e-13, for any quotas, in milliseconds: time
 * grows with √max mᵢ and with the number of different quotas.
 *
 * Divide by the batch size for the mean number of batches.
 *
 * @param quotas - `[n]`, whole numbers of at least 0: mᵢ, usually the class sizes, the
 *   normal class included. A class with quota 0 is still drawn, and counts in n.
 * @returns Draws, at least n · max mᵢ.
 * @throws {RangeError} If there is no class, or a quota is not a whole number of at least 0.
 *
 * @example
 * balancedEpochLength([1, 2, 3]); // => 10.548611111111 (1519/144)
 */
export function balancedEpochLength(quotas: ArrayLike<number>): number {
  checkQuotas(quotas, "balancedEpochLength");
  return epochMoments(quotas).mean;
}
