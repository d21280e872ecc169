import { alphaDivergence } from "./alphaDivergence.ts";
import { alphaWeights } from "./alphaWeights.ts";

/**
 * The λ with which the weights of some losses are a given divergence from uniform: the δ of
 * equation 5. The divergence falls as λ rises, so it is found by bisection of log λ.
 *
 * @param losses - `[B]`, at least 0, not all equal.
 * @param options - `divergence`: δ, above 0. `alpha`: default 0.1.
 * @returns λ, to 12 digits; the weights are `alphaWeights(losses, { alpha, lambda })`.
 * @throws {RangeError} If no λ in [1e-12, 1e12] gives that divergence.
 *
 * @example
 * lambdaForDivergence([0.05, 0.2, 1, 3, 9.5], { divergence: 0.1 }); // => 3.654
 */
export function lambdaForDivergence(
  losses: ArrayLike<number>,
  { divergence, alpha = 0.1 }: { divergence: number; alpha?: number },
): number {
  if (!(divergence > 0 && Number.isFinite(divergence)))
    throw new RangeError(
      `lambdaForDivergence: expected a divergence above 0, got ${divergence}; weights with 0 are uniform`,
    );
  const at = (log: number) =>
    alphaDivergence(alphaWeights(losses, { alpha, lambda: Math.exp(log) }), alpha);
  let [low, high] = [Math.log(1e-12), Math.log(1e12)];
  if (!(at(low) >= divergence && at(high) <= divergence))
    throw new RangeError(
      `lambdaForDivergence: expected a divergence between ${at(high)} and ${at(low)}, which these losses ` +
        `can give, got ${divergence}`,
    );
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (at(middle) > divergence) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
