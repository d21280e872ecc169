import type { OutlierFactor } from "./outlierFactor.ts";

/** Keeps densities of vectors that coincide finite, as scikit-learn has it. */
const least = 1e-10;

/**
 * The local outlier factor (Breunig et al. 2000, doi:10.1145/335191.335388), as scikit-learn computes it: how much
 * denser the k nearest neighbors of a vector lie than the vector itself.
 *
 *     reach(i, o) = max(distance of o to its k-th neighbor, |xᵢ - xₒ|)
 *     density(i)  = 1 / (mean of reach(i, o) over the neighbors o of i + 10⁻¹⁰)
 *     factor(i)   = mean of density(o) over the neighbors o of i / density(i)
 *
 * @param options - `neighbors`: k; default 6. Of no more than k vectors all others are neighbors.
 * @throws {RangeError} If `neighbors` is not a whole number of at least 1.
 *
 * @example
 * fitSoftpatch(model, { source, random, factor: localOutlierFactor({ neighbors: 5 }) });
 */
export function localOutlierFactor({ neighbors = 6 }: { neighbors?: number } = {}): OutlierFactor {
  if (!Number.isInteger(neighbors) || neighbors < 1)
    throw new RangeError(
      `localOutlierFactor: expected at least 1 neighbor, a whole number, got ${neighbors}`,
    );
  return {
    name: `local outlier factor of ${neighbors} neighbors`,
    of(distances, count) {
      const k = Math.min(neighbors, count - 1);
      const around = nearest(distances, count, k);
      const reachOf = (o: number) => distances[o * count + around[o * k + k - 1]];
      const reaches = Float64Array.from({ length: count }, (_, o) => reachOf(o));
      const densities = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let j = i * k; j < (i + 1) * k; j++)
          sum += Math.max(reaches[around[j]], distances[i * count + around[j]]);
        densities[i] = 1 / (sum / k + least);
      }
      return Float64Array.from({ length: count }, (_, i) => {
        let sum = 0;
        for (let j = i * k; j < (i + 1) * k; j++) sum += densities[around[j]];
        return sum / k / densities[i];
      });
    },
  };
}

/** `[count, k]`: the nearest others of each, the nearest first; of equally near ones the first. */
function nearest(distances: Float64Array, count: number, k: number): Int32Array {
  const found = new Int32Array(count * k);
  for (let i = 0; i < count; i++) {
    let held = 0;
    for (let o = 0; o < count; o++) {
      const distance = distances[i * count + o];
      if (o === i || (held === k && distance >= distances[i * count + found[i * k + k - 1]]))
        continue;
      let at = held < k ? held++ : k - 1;
      for (; at > 0 && distances[i * count + found[i * k + at - 1]] > distance; at--)
        found[i * k + at] = found[i * k + at - 1];
      found[i * k + at] = o;
    }
  }
  return found;
}
