import type { RandomStream } from "./randomStream.ts";
import type { Sampler } from "./sampler.ts";

/** Options of {@link weightedSampler}. */
export interface WeightedSamplerOptions {
  /** One weight a sample: finite, not negative, not all 0. Only their ratios matter. */
  weights: ArrayLike<number>;
  /** The sampler's own stream: it is saved and restored with the sampler. */
  random: RandomStream;
  /** The number of draws in an epoch; default one for each weight. */
  epochLength?: number;
}

/** The state of a weighted sampler, in plain JSON. */
export type WeightedSamplerState = { random: string; size: number; drawn: number };

/**
 * Draws with replacement, each sample with a probability proportional to its weight, by
 * Walker's alias method (built as Vose 1991 does): O(N) to make, O(1) and one random
 * number per draw.
 *
 * @throws {RangeError} If a weight is negative or not finite, or all are 0, or
 *   `epochLength` is not a positive integer.
 *
 * @example
 * weightedSampler({ weights: [1, 0, 3], random: randomStream(7) }).next(); // 0 or, thrice as often, 2
 */
export function weightedSampler({
  weights,
  random,
  epochLength = weights.length,
}: WeightedSamplerOptions): Sampler {
  const size = weights.length;
  const { keep, alias } = aliasTable(weights);
  if (!Number.isSafeInteger(epochLength) || epochLength < 1)
    throw new RangeError(
      `weightedSampler: expected a positive integer as epochLength, got ${epochLength}`,
    );
  let drawn = 0;

  return {
    next() {
      drawn++;
      const at = random() * size;
      const index = Math.floor(at);
      return at - index < keep[index] ? index : alias[index];
    },
    epochDone: () => drawn >= epochLength,
    startEpoch() {
      drawn = 0;
    },
    state: (): WeightedSamplerState => ({ random: random.state(), size, drawn }),
    restore(state) {
      const saved = state as Partial<WeightedSamplerState> | null;
      if (typeof saved?.random !== "string" || saved.drawn === undefined || saved.size !== size)
        throw new RangeError(
          `weightedSampler: expected a state saved by a weighted sampler of ${size} samples, got ${JSON.stringify(state)}`,
        );
      random.restore(saved.random);
      drawn = saved.drawn;
    },
  };
}

/**
 * N equal columns, column i holding sample i up to `keep[i]` and sample `alias[i]` above:
 * a column that is not full is filled up from one that is too full.
 */
function aliasTable(weights: ArrayLike<number>) {
  const total = checkedSum(weights);
  const keep = Float64Array.from(weights, (weight) => (weight / total) * weights.length);
  const alias = Int32Array.from(weights, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  keep.forEach((height, i) => (height < 1 ? small : large).push(i));
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() as number;
    const high = large[large.length - 1];
    alias[low] = high;
    keep[high] -= 1 - keep[low];
    if (keep[high] < 1) small.push(large.pop() as number);
  }
  for (const i of [...small, ...large]) keep[i] = 1; // full but for rounding
  return { keep, alias };
}

function checkedSum(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i] >= 0 && weights[i] < Infinity))
      throw new RangeError(
        `weightedSampler: expected finite weights of at least 0, got weights[${i}] = ${weights[i]}`,
      );
    sum += weights[i];
  }
  if (!(sum > 0 && sum < Infinity))
    throw new RangeError(
      `weightedSampler: expected weights with a positive, finite sum, got ${sum} from ${weights.length} weights`,
    );
  return sum;
}
