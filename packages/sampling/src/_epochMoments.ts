import { gaussLegendre } from "./_gaussLegendre.ts";
import { logGammaCdf } from "./_logGammaCdf.ts";

/**
 * Mean and variance of the number of draws T after which every class has met its quota.
 *
 * Let the draws come at the times of a Poisson process of rate n: the classes become n
 * independent processes of rate 1, and the epoch ends at the time τ at which the last of
 * them reaches its quota, with the chance F(t) = Πᵢ P(mᵢ, t) of being over by t. As τ is the
 * sum of T waiting times of mean 1/n, E[T] = n·E[τ] and E[T·(T + 1)] = n²·E[τ²].
 * 1 - F is 1 below `from` and 0 above `to`, at double precision; between them it is
 * integrated in 40 panels of 20 points, -expm1(Σ ln P) losing nothing where F is near 1.
 */
export function epochMoments(quotas: ArrayLike<number>): { mean: number; variance: number } {
  const n = quotas.length;
  const counts = new Map<number, number>(); // equal quotas share one P
  for (const m of Array.from(quotas)) if (m > 0) counts.set(m, (counts.get(m) ?? 0) + 1);
  if (counts.size === 0) return { mean: 0, variance: 0 };

  const largest = Math.max(...counts.keys());
  const reach = 10 * Math.sqrt(largest);
  const from = Math.max(0, largest - reach - 10);
  const half = (largest + reach + 60 - from) / (2 * PANELS);
  const { nodes, weights } = gaussLegendre(POINTS);
  let first = 0; // ∫ (1 - F) dt from `from` on: E[τ] - from
  let second = 0; // ∫ 2·(t - from)·(1 - F) dt: E[(τ - from)²]
  for (let panel = 0; panel < PANELS; panel++)
    for (let i = 0; i < POINTS; i++) {
      const offset = half * (2 * panel + 1 + nodes[i]);
      const open = weights[i] * half * stillOpen(counts, from + offset);
      first += open;
      second += 2 * offset * open;
    }
  const mean = n * (from + first);
  return { mean, variance: Math.max(0, n * n * (second - first * first) - mean) };
}

const PANELS = 40;
const POINTS = 20;

/** 1 - F(t): the chance that some class is still short of its quota at time t. */
function stillOpen(counts: ReadonlyMap<number, number>, t: number): number {
  let logDone = 0;
  for (const [m, classes] of counts) logDone += classes * logGammaCdf(m, t);
  return -Math.expm1(logDone);
}
