/**
 * How far weights are from the uniform ones u = 1/B (equation 5):
 *
 *     D_α(w, u) = (Σ wᵢ^α·u^(1-α) - 1) / (α·(α-1))
 *
 * and its limits KL(w||u) at α = 1 and KL(u||w) at α = 0.
 *
 * @param weights - `[B]`, at least 0, of sum 1.
 * @returns At least 0; infinite where α ≤ 0 and a weight is 0.
 *
 * @example
 * alphaDivergence([0.5, 0.5], 0.1); // => 0
 */
export function alphaDivergence(weights: ArrayLike<number>, alpha: number): number {
  const each = Array.from(weights, (weight) => weight * weights.length); // w/u
  return each.reduce((sum, ratio) => sum + distance(ratio, alpha), 0) / weights.length;
}

/** f(r) with D = mean f(w/u); terms of sum 0 are added so that each is at least 0, without cancellation. */
function distance(ratio: number, alpha: number): number {
  if (alpha === 1) return ratio === 0 ? 1 : ratio * Math.log(ratio) - ratio + 1;
  if (alpha === 0) return -Math.log(ratio) + ratio - 1;
  if (ratio === 0) return alpha > 0 ? 1 / alpha : Infinity;
  const log = Math.log(ratio);
  // (r^α - 1 - α·(r - 1)) / (α·(α - 1))
  return (Math.expm1(alpha * log) - alpha * (ratio - 1)) / (alpha * (alpha - 1));
}
