import { shuffle } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import type { Resumable } from "@flawlens/training";

/** A part of a batch: the anchors whose loss a step computes. */
export interface RegionPart {
  /** Indices of the whole batch's regions. */
  batch: number[];
  /** The anchors: `batch[from]` to before `batch[to]`. */
  from: number;
  to: number;
  /** Randomness of this part alone. */
  random: RandomStream;
  /** Whether every region was seen once more with this part. */
  endsEpoch: boolean;
}

/**
 * Whole batches of shuffled regions, handed out in equal parts; an epoch is every region once, the
 * last batch filled up from the next shuffle. Its state goes through JSON.
 *
 * @throws {RangeError} If a batch does not divide into the parts.
 */
export function regionBatches({
  count,
  batchSize,
  parts,
  random,
}: {
  count: number;
  batchSize: number;
  parts: number;
  random: RandomStream;
}): Resumable & { next: () => RegionPart } {
  const whole = [count, batchSize, parts].every((n) => Number.isSafeInteger(n) && n >= 1);
  if (!whole || batchSize % parts)
    throw new RangeError(
      `regionBatches: expected regions, and a batchSize that parts divides, got ${count} regions, ${batchSize} in ${parts} parts`,
    );
  let waiting: number[] = []; // of this epoch, not yet in a batch
  let batch: number[] = [];
  let part = 0;
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
      if (part === 0) startBatch();
      const size = batchSize / parts;
      const from = part * size;
      part = (part + 1) % parts;
      const endsEpoch = endsWithBatch && part === 0;
      return { batch: [...batch], from, to: from + size, random: random.split(), endsEpoch };
    },
    // Copies: batches are made in advance of the state that is saved.
    state: () => ({
      waiting: [...waiting],
      batch: [...batch],
      part,
      endsWithBatch,
      random: random.state(),
    }),
    restore(state) {
      const saved = state as Partial<{
        waiting: number[];
        batch: number[];
        part: number;
        endsWithBatch: boolean;
        random: string;
      }> | null;
      if (!Array.isArray(saved?.waiting) || !Array.isArray(saved.batch) || !saved.random)
        throw new RangeError(
          `regionBatches: expected a state of regionBatches, got ${JSON.stringify(state)}`,
        );
      waiting = [...saved.waiting];
      batch = [...saved.batch];
      part = saved.part ?? 0;
      endsWithBatch = saved.endsWithBatch ?? false;
      random.restore(saved.random);
    },
  };
}
