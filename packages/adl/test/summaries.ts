/** What `fixtures/network.py` keeps of a tensor. */
export interface Summary {
  shape: number[];
  sum: number;
  sumOfSquares: number;
  maxAbs: number;
  /** 32 values, evenly spaced. */
  samples: number[];
}

/**
 * How far numbers are from a summary, relative to its largest value (1e-6 at least, for gradients that cancel): sampled values, mean, and root
 * mean square.
 */
export function furthest(values: ArrayLike<number>, expected: Summary): number {
  const size = expected.shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) return Infinity;
  const last = expected.samples.length - 1;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < size; i++) {
    sum += values[i];
    squares += values[i] ** 2;
  }
  const bySample = expected.samples.map((sample, i) =>
    Math.abs(values[Math.floor((i * (size - 1)) / last)] - sample),
  );
  const byMean = Math.abs(sum - expected.sum) / size;
  const byRms = Math.abs(Math.sqrt(squares / size) - Math.sqrt(expected.sumOfSquares / size));
  return Math.max(...bySample, byMean, byRms) / Math.max(expected.maxAbs, 1e-6);
}
