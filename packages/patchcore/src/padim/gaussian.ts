/** Added to the diagonal of covariances: anomalib's 0.01 and its 1e-5. */
const regularization = 0.01 + 1e-5;

/**
 * Mean and whitening of a Gaussian: with the covariance L·Lᵀ, lower triangular L, the whitening is W = L⁻ᵀ, so
 * that |(x - mean)·W| is the Mahalanobis distance of x. The covariance has the divisor n - 1, and 0.01001 is added
 * to its diagonal. In float64; O(n·c² + c³).
 *
 * @param values - `[c, n]`: each row holds one number of all n samples; at least two samples. It is centred in
 *   place.
 * @returns `mean` `[c]` and `whitening` `[c, c]`, row-major, upper triangular.
 */
export function gaussian(
  values: Float64Array,
  count: number,
): { mean: Float64Array; whitening: Float64Array } {
  const samples = values.length / count;
  const mean = new Float64Array(count);
  for (let c = 0; c < count; c++) {
    const row = values.subarray(c * samples, (c + 1) * samples);
    for (const value of row) mean[c] += value / samples;
    for (let i = 0; i < samples; i++) row[i] -= mean[c];
  }
  const factor = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let a = i * samples, b = j * samples, k = 0; k < samples; k++)
        sum += values[a + k] * values[b + k];
      factor[i * count + j] = sum / (samples - 1) + (i === j ? regularization : 0);
    }
  cholesky(factor, count);
  return { mean, whitening: transposedInverse(factor, count) };
}

/** L of a symmetric positive matrix, in place of its lower triangle. */
function cholesky(matrix: Float64Array, count: number): void {
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * count + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * count + k] * matrix[j * count + k];
      matrix[i * count + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * count + j];
    }
}

/** L⁻ᵀ of a lower triangular L: row j is column j of L⁻¹, found by substitution. */
function transposedInverse(factor: Float64Array, count: number): Float64Array {
  const inverse = new Float64Array(count * count);
  for (let j = 0; j < count; j++) {
    const row = inverse.subarray(j * count, (j + 1) * count);
    for (let i = j; i < count; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= factor[i * count + k] * row[k];
      row[i] = sum / factor[i * count + i];
    }
  }
  return inverse;
}
