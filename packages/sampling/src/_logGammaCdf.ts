import { logGamma } from "./_logGamma.ts";

/**
 * ln P(m, t), the regularised lower incomplete gamma function for a whole m >= 1 and
 * t > 0: the chance that a Poisson count of mean t is at least m, or that m arrivals of
 * rate 1 have come by time t. Exact in relative terms on both sides: a series where P is
 * the small one, a continued fraction for 1 - P (modified Lentz) where that is.
 */
export function logGammaCdf(m: number, t: number): number {
  const logPmf = m * Math.log(t) - t - logGamma(m + 1); // of the Poisson count m
  if (t < m + 1) return logPmf + Math.log(seriesAbove(m, t));
  const logTail = logPmf + Math.log(m / continuedFraction(m, t)); // ln(1 - P)
  return Math.log1p(-Math.exp(logTail));
}

/** Σ over j >= 0 of tʲ / ((m+1)···(m+j)). */
function seriesAbove(m: number, t: number): number {
  let term = 1;
  let sum = 1;
  for (let j = 1; term > sum * 1e-17; j++) {
    term *= t / (m + j);
    sum += term;
  }
  return sum;
}

/** b₀ + a₁/(b₁ + a₂/(b₂ + ...)) with bᵢ = t - m + 1 + 2i, aᵢ = -i·(i - m): Γ(m, t) = tᵐe⁻ᵗ over it. */
function continuedFraction(m: number, t: number): number {
  let b = t - m + 1;
  let value = b;
  let c = b;
  let d = 0;
  for (let i = 1; i < m; i++) {
    const a = -i * (i - m); // 0 at i = m: the fraction of a whole m is finite
    b += 2;
    d = 1 / (b + a * d);
    c = b + a / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}
