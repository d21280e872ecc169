import type { Batch } from "@flawlens/training";
import { scalar } from "@tensorflow/tfjs-core";
import type { Scalar } from "@tensorflow/tfjs-core";
import type { Batches } from "../shared/trainingEvents.ts";

/**
 * How many of the samples of batch `step` (0, 1, 2, ...) are flagged: αB, what a batch cannot take being carried on, so
 * that after n batches round(αBn) were flagged. Of batches of 4 with α = 0.1 two in five have a flagged sample, where
 * rounding each batch by itself would flag none. None in the first `warmUp` batches.
 */
export function flagCount(
  step: number,
  {
    contamination,
    batchSize,
    warmUp,
  }: { contamination: number; batchSize: number; warmUp: number },
): number {
  const upTo = (batches: number) => Math.round(contamination * batchSize * Math.max(0, batches));
  return upTo(step + 1 - warmUp) - upTo(step - warmUp);
}

/** The same batches, each with the number of samples to flag, as `countOf` has it for batch 0, 1, 2, ... */
export function countedBatches<B extends Batch>(
  batches: Batches<B>,
  countOf: (step: number) => number,
): Batches<B & { count: Scalar }> {
  let step = 0;
  return {
    async next() {
      const batch = await batches.next();
      return { ...batch, count: scalar(countOf(step++)) };
    },
    state: () => ({ step, batches: batches.state() }),
    restore(state) {
      const saved = state as { step?: unknown; batches?: unknown } | null;
      if (!Number.isSafeInteger(saved?.step))
        throw new RangeError(
          `countedBatches: expected a state saved by countedBatches, got ${JSON.stringify(state)}`,
        );
      step = saved?.step as number;
      batches.restore(saved?.batches);
    },
  };
}
