/** What decides how far weights may leave the uniform ones. */
export interface WeightOptions {
  /** The order α of the alpha-divergence: 1 gives KL(w||u), 0 its reverse. Default 0.1. */
  alpha?: number;
  /** The weight λ of the divergence, above 0; small values make the weights uneven. Default 0.1. */
  lambda?: number;
}

/**
 * Weights of samples by their losses: little for a sample that fits badly, so that a few wrong
 * labels cannot decide what is learnt. They solve
 *
 *     min_w Σ wᵢ·lᵢ   with D_α(w, uniform) ≤ δ, Σ wᵢ = 1, wᵢ ≥ 0
 *
 * (equations 5 and 6): wᵢ ∝ max((1-α)·lᵢ + λ, 0)^(1/(α-1)), and exp(-lᵢ/λ) at α = 1. Evaluated as
 *
 *     log wᵢ = -log1p((1-α)·lᵢ/λ)/(1-α) - log Z
 *
 * which is continuous through α = 1 and overflows nowhere, in float64. Above α = 1 losses of
 * λ/(α-1) and more get weight 0; where all do, weights are uniform.
 *
 * @param losses - `[B]`, at least 0.
 * @returns `[B]`, at least 0, of sum 1.
 * @throws {RangeError} If a loss is negative or not finite, or λ is not above 0.
 *
 * @example
 * alphaWeights([0.05, 0.2, 1, 3, 9.5]); // => [0.607, 0.292, 0.0711, 0.0226, 0.00646]
 */
export function alphaWeights(
  losses: ArrayLike<number>,
  { alpha = 0.1, lambda = 0.1 }: WeightOptions = {},
): Float64Array {
  checkWeightOptions("alphaWeights", { alpha, lambda });
  const logs = Float64Array.from(losses, (loss, i) => {
    if (!(loss >= 0 && Number.isFinite(loss)))
      throw new RangeError(
        `alphaWeights: expected losses of at least 0, got losses[${i}] = ${loss}`,
      );
    return logWeight(loss, alpha, lambda);
  });
  const highest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  if (highest === -Infinity) return logs.fill(1 / logs.length);
  const weights = logs.map((log) => Math.exp(log - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function logWeight(loss: number, alpha: number, lambda: number): number {
  if (alpha === 1) return -loss / lambda;
  const x = ((1 - alpha) * loss) / lambda;
  return x <= -1 ? -Infinity : -Math.log1p(x) / (1 - alpha);
}

/** Refuses what no weights can be computed with. */
function checkWeightOptions(
  caller: string,
  { alpha, lambda }: { alpha: number; lambda: number },
): void {
  if (!Number.isFinite(alpha))
    throw new RangeError(`${caller}: expected a finite alpha, got ${alpha}`);
  if (!(lambda > 0 && Number.isFinite(lambda)))
    throw new RangeError(`${caller}: expected a lambda above 0, got ${lambda}`);
}
