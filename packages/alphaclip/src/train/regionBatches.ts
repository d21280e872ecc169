import { shuffle } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import type { Resumable } from "@flawlens/training";

/** A micro-batch: the anchors whose loss a step computes, and the batch that they belong to. */
export interface RegionMicroBatch {
  /** Indices of the whole batch's regions. */
  batch: number[];
  /** The anchors: `batch[from]` to before `batch[to]`. */
  from: number;
  to: number;
  /** Randomness of this micro-batch alone. */
  random: RandomStream;
  /** Whether this micro-batch completes an epoch: every region was seen once more. */
  endsEpoch: boolean;
}

/**
 * Makes batches of shuffled regions and gives them in micro-batches of equal size. An epoch is every
 * region once; its last batch is filled up from the next shuffle. The state is plain JSON.
 *
 * @throws {RangeError} If `microBatches` does not divide `batchSize`.
 */
export function regionBatches({
  count,
  batchSize,
  microBatches,
  random,
}: {
  count: number;
  batchSize: number;
  microBatches: number;
  random: RandomStream;
}): Resumable & { next: () => RegionMicroBatch } {
  const whole = [count, batchSize, microBatches].every((n) => Number.isSafeInteger(n) && n >= 1);
  if (!whole || batchSize % microBatches)
    throw new RangeError(
      `regionBatches: expected regions, and a batchSize that microBatches divides, got ${count} regions, ${batchSize} in ${microBatches} micro-batches`,
    );
  let waiting: number[] = []; // regions of this epoch that are not in a batch yet
  let batch: number[] = [];
  let done = 0; // micro-batches of this batch
  let endsWithBatch = false;
  const all = Array.from({ length: count }, (_, i) => i);
  const startBatch = () => {
    batch = [];
    endsWithBatch = false;
    while (batch.length < batchSize) {
      if (!waiting.length) waiting = shuffle(all, random);
      batch.push(waiting.shift() as number);
      if (!waiting.length) endsWithBatch = true;
    }
  };
  return {
    next() {
      if (done === 0) startBatch();
      const size = batchSize / microBatches;
      const from = done * size;
      done = (done + 1) % microBatches;
      const endsEpoch = endsWithBatch && done === 0;
      return { batch: [...batch], from, to: from + size, random: random.split(), endsEpoch };
    },
    // Copies: batches are made in advance of the state that is saved.
    state: () => ({
      waiting: [...waiting],
      batch: [...batch],
      done,
      endsWithBatch,
      random: random.state(),
    }),
    restore(state) {
      const saved = state as Partial<{
        waiting: number[];
        batch: number[];
        done: number;
        endsWithBatch: boolean;
        random: string;
      }> | null;
      if (!Array.isArray(saved?.waiting) || !Array.isArray(saved.batch) || !saved.random)
        throw new RangeError(
          `regionBatches: expected a state of regionBatches, got ${JSON.stringify(state)}`,
        );
      waiting = [...saved.waiting];
      batch = [...saved.batch];
      done = saved.done ?? 0;
      endsWithBatch = saved.endsWithBatch ?? false;
      random.restore(saved.random);
    },
  };
}
