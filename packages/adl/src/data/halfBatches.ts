import { shuffle } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import type { Resumable } from "@flawlens/training";

/** Which samples one step learns from. */
export interface HalfBatch {
  /** The number of the step in the run, from 0. */
  step: number;
  /** Indices of images taken as normal. */
  nominal: number[];
  /** Indices of anomalies. */
  outliers: number[];
  endsEpoch: boolean;
  /** Randomness for this step alone: augmentation, anomalies, relabelling. */
  random: RandomStream;
}

/**
 * The batch recipe: half of each batch walks a random permutation of the images taken as normal, half
 * one of the anomalies; each list is shuffled anew when it is exhausted. An epoch is a number of
 * steps.
 *
 * @throws {RangeError} If a list is empty or a count is not a positive whole number.
 *
 * @example
 * const batches = halfBatches({ nominal: 200, outliers: 240, batchSize: 48, stepsPerEpoch: 20, random });
 * batches.next().nominal.length; // => 24
 */
export function halfBatches({
  nominal,
  outliers,
  batchSize,
  stepsPerEpoch,
  random,
}: {
  nominal: number;
  outliers: number;
  batchSize: number;
  stepsPerEpoch: number;
  random: RandomStream;
}): Resumable & { next(): HalfBatch } {
  for (const [name, count] of Object.entries({ nominal, outliers, batchSize, stepsPerEpoch }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(
        `halfBatches: expected a whole number of at least 1 as ${name}, got ${count}`,
      );
  const walks = [walk(nominal, random), walk(outliers, random)];
  const first = Math.ceil(batchSize / 2);
  let step = 0;
  return {
    next() {
      const at = step++;
      const [normal, anomalous] = walks.map(({ next }, half) =>
        Array.from({ length: half === 0 ? first : batchSize - first }, next),
      );
      const endsEpoch = step % stepsPerEpoch === 0;
      return { step: at, nominal: normal, outliers: anomalous, endsEpoch, random: random.split() };
    },
    state: () => ({ step, walks: walks.map((each) => each.state()), random: random.state() }),
    restore(state) {
      const saved = state as { step?: number; walks?: WalkState[]; random?: string } | null;
      if (typeof saved?.random !== "string" || saved.walks?.length !== 2)
        throw new RangeError(
          `halfBatches: expected a state saved by halfBatches, got ${JSON.stringify(state)}`,
        );
      step = saved.step ?? 0;
      for (const [i, each] of walks.entries()) each.restore(saved.walks[i]);
      random.restore(saved.random);
    },
  };
}

interface WalkState {
  order: number[];
  at: number;
}

/** Every index once in random order, then again in another. */
function walk(count: number, random: RandomStream) {
  let order: number[] = [];
  let at = 0;
  return {
    next() {
      if (at === order.length) {
        order = shuffle(
          Array.from({ length: count }, (_, i) => i),
          random,
        );
        at = 0;
      }
      return order[at++];
    },
    state: (): WalkState => ({ order: [...order], at }),
    restore(state: WalkState) {
      if (state.order.length !== 0 && state.order.length !== count)
        throw new RangeError(
          `halfBatches: expected a state of ${count} samples, got one of ${state.order.length}`,
        );
      order = [...state.order];
      at = state.at;
    },
  };
}
