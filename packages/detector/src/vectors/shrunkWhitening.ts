import type { RowStatistics } from "./rowStatistics.ts";
import { symmetricEigen } from "./symmetricEigen.ts";
import type { Whitening, WhiteningMap } from "./whitening.ts";

/** How far below the mean variance a direction's variance may lie, so that nothing is divided by 0. */
const least = 1e-8;

/**
 * Whitening by a shrunken covariance on principal components (Ferrari et al. 2026, arXiv:2605.27748): distances
 * between whitened vectors are Mahalanobis distances.
 *
 * The first K principal components are kept, as many as explain the wanted fraction of the variance. Their covariance,
 * which is diagonal, is drawn towards a multiple of the identity, so that directions that hardly vary do not drown the
 * others:
 *
 *     σ²ₖ = (1 - s)·λₖ + s·(λ₁ + … + λ_K)/K          whitened = (x - mean)·Vᵀ·diag(1/σ)
 *
 * with the largest eigenvalues λ and eigenvectors V of the covariance (divisor count - 1) and the shrinkage s. The
 * paper's code finds the same components in one pass, and their covariance in a second; with all of the statistics at
 * hand, neither is needed.
 *
 * @param options - `keptVariance`: fraction of the variance that the components kept explain, above 0 and at most 1;
 *   default 0.99. `shrinkage`: s, from 0 to 1; default 0.07.
 * @throws {RangeError} If an option is out of range; when it is fitted, if there are less than two vectors.
 *
 * @example
 * const { matrix, count } = shrunkWhitening({ keptVariance: 0.95 }).fit(statistics);
 */
export function shrunkWhitening({
  keptVariance = 0.99,
  shrinkage = 0.07,
}: { keptVariance?: number; shrinkage?: number } = {}): Whitening {
  if (!(keptVariance > 0 && keptVariance <= 1))
    throw new RangeError(
      `shrunkWhitening: expected a keptVariance above 0 and at most 1, got ${keptVariance}`,
    );
  if (!(shrinkage >= 0 && shrinkage <= 1))
    throw new RangeError(`shrunkWhitening: expected a shrinkage from 0 to 1, got ${shrinkage}`);
  return {
    name: `whitened, ${Number((100 * keptVariance).toPrecision(3))} % of the variance kept`,
    fit: (statistics) => fit(statistics, { keptVariance, shrinkage }),
  };
}

function fit(
  { count: rows, size, mean, scatter }: RowStatistics,
  { keptVariance, shrinkage }: { keptVariance: number; shrinkage: number },
): WhiteningMap {
  if (rows < 2) throw new RangeError(`shrunkWhitening: expected at least 2 vectors, got ${rows}`);
  const { values, vectors } = symmetricEigen(
    scatter.map((sum) => sum / (rows - 1)),
    size,
  );
  const variances = values.map((value) => Math.max(0, value)); // of rounding
  const count = keptCount(variances, keptVariance);
  const kept = variances.subarray(0, count);
  const average = kept.reduce((sum, value) => sum + value, 0) / count;
  const floor = least * Math.max(average, 1e-12);
  const matrix = new Float32Array(size * count);
  const offset = new Float64Array(count);
  for (const [k, variance] of kept.entries()) {
    const shrunken = (1 - shrinkage) * variance + shrinkage * average;
    const scale = 1 / Math.sqrt(Math.max(shrunken, floor));
    for (let c = 0; c < size; c++) {
      matrix[c * count + k] = vectors[k * size + c] * scale;
      offset[k] += mean[c] * matrix[c * count + k];
    }
  }
  return { matrix, offset: Float32Array.from(offset), size, count };
}

/** The first count of variances, in descending order, that make up a fraction of them all; at least 1. */
function keptCount(variances: Float64Array, fraction: number): number {
  const total = variances.reduce((sum, value) => sum + value, 0);
  const enough = fraction * total * (1 - 1e-12); // of rounding
  let sum = 0;
  const last = variances.findIndex((value) => (sum += value) >= enough);
  return Math.max(1, last + 1);
}
