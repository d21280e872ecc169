import type { RandomStream, Sampler } from "@flawlens/sampling";
import type { Batch } from "./batch.ts";
import type { Resumable } from "./resumable.ts";

/** Options of {@link sampledBatches}. */
export interface SampledBatchesOptions<B extends Batch> {
  /** Chooses the samples: `balancedSampler`, `weightedSampler` or your own. */
  sampler: Sampler;
  /** The number of samples in a batch. */
  batchSize: number;
  /** Randomness for loading (augmentation): each batch gets a stream of its own, split off this one. */
  random: RandomStream;
  /** Reads these samples. `fit` calls it while the step before runs. */
  load: (indices: number[], random: RandomStream) => B | Promise<B>;
}

/**
 * Batches of sampled indices, for `fit({ nextBatch: batches.next, data: batches, ... })`.
 * The batch that completes an epoch of the sampler carries `endsEpoch`, and is filled up
 * with further draws; the next one begins a new epoch.
 *
 * @throws {RangeError} If the batch size is not a positive integer.
 *
 * @example
 * const batches = sampledBatches({ sampler, batchSize: 32, random: random.split(), load });
 */
export function sampledBatches<B extends Batch>({
  sampler,
  batchSize,
  random,
  load,
}: SampledBatchesOptions<B>): Resumable & { next: () => Promise<B & { endsEpoch: boolean }> } {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new RangeError(
      `sampledBatches: expected a positive integer as batchSize, got ${batchSize}`,
    );
  return {
    async next() {
      const indices = Array.from({ length: batchSize }, () => sampler.next());
      const endsEpoch = sampler.epochDone();
      if (endsEpoch) sampler.startEpoch();
      return { ...(await load(indices, random.split())), endsEpoch };
    },
    state: () => ({ sampler: sampler.state(), random: random.state() }),
    restore(state) {
      const saved = state as { sampler?: unknown; random?: string } | null;
      if (typeof saved?.random !== "string")
        throw new RangeError(
          `sampledBatches: expected a state saved by sampledBatches, got ${JSON.stringify(state)}`,
        );
      sampler.restore(saved.sampler);
      random.restore(saved.random);
    },
  };
}
