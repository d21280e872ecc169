import { checkQuotas } from "./_checkQuotas.ts";
import { gammaVariate } from "./_gammaVariate.ts";
import { poissonVariate } from "./_poissonVariate.ts";
import type { Random } from "./randomStream.ts";

/** The result of {@link simulateEpochLength}. */
export interface SimulatedEpochLength {
  /** Mean number of draws over the trials. */
  mean: number;
  /** Standard error of that mean. */
  standardError: number;
  /** Standard deviation of the number of draws of one epoch. */
  standardDeviation: number;
}

/**
 * The number of draws of a balanced epoch by Monte Carlo: the check of
 * `balancedEpochLength`, and its distribution.
 *
 * A trial does not make the draws one by one (486,594 of them for the paper's data). It
 * lets them come as n independent Poisson processes of rate 1, one per class: class i meets
 * its quota at a time Gᵢ ~ Gamma(mᵢ), the epoch ends at the last of these, τ, and by then
 * the others were drawn Poisson(τ - Gᵢ) times more than they had to. So
 *
 *     T = Σᵢ mᵢ + Poisson( Σᵢ (τ - Gᵢ) ),
 *
 * which has exactly the distribution of the literal count, in O(n) per trial whatever the quotas.
 *
 * @param quotas - `[n]`, whole numbers of at least 0, as for `balancedEpochLength`.
 * @param options.random - The source of randomness.
 * @param options.trials - Epochs simulated, at least 2; default 10,000 as in the paper.
 * @throws {RangeError} If there is no class, a quota is not a whole number of at least 0,
 *   or there are fewer than 2 trials.
 *
 * @example
 * simulateEpochLength([3, 3], { random: randomStream(7), trials: 200_000 }).mean; // about 7.875
 */
export function simulateEpochLength(
  quotas: ArrayLike<number>,
  { random, trials = 10_000 }: { random: Random; trials?: number },
): SimulatedEpochLength {
  checkQuotas(quotas, "simulateEpochLength");
  if (!Number.isSafeInteger(trials) || trials < 2)
    throw new RangeError(`simulateEpochLength: expected at least 2 trials, got ${trials}`);
  const required = Array.from(quotas).reduce((sum, m) => sum + m, 0);
  let mean = 0; // of the draws beyond the required ones
  let squares = 0; // of deviations from the mean so far (Welford)
  for (let trial = 1; trial <= trials; trial++) {
    const extra = poissonVariate(excessTime(quotas, random), random);
    const deviation = extra - mean;
    mean += deviation / trial;
    squares += deviation * (extra - mean);
  }
  const standardDeviation = Math.sqrt(squares / (trials - 1));
  return {
    mean: required + mean,
    standardError: standardDeviation / Math.sqrt(trials),
    standardDeviation,
  };
}

/** Σᵢ (τ - Gᵢ) of one trial. */
function excessTime(quotas: ArrayLike<number>, random: Random): number {
  let last = 0; // τ
  let sum = 0;
  for (let i = 0; i < quotas.length; i++) {
    const met = quotas[i] === 0 ? 0 : gammaVariate(quotas[i], random);
    sum += met;
    if (met > last) last = met;
  }
  return Math.max(0, quotas.length * last - sum);
}
