import type { ImageSource, WhiteningMap } from "@flawlens/detector";
import { dispose, tensor } from "@tensorflow/tfjs-core";
import { embedBatches } from "../embedding/embedBatches.ts";
import type { BatchOptions, Embedder } from "../embedding/embedBatches.ts";
import { learntWhitening, whitenedEmbedding } from "../embedding/whitenedEmbedding.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { mergeReduce } from "../reduction/mergeReduce.ts";
import type { Covering, Reduction } from "../reduction/reduction.ts";

/** How a memory bank is filled batch by batch. */
export interface CoverOptions extends BatchOptions {
  /** What vectors go through first; left out, nothing. */
  whitening?: WhiteningMap;
  /** Which patches are kept; default {@link mergeReduce}. */
  reduction?: Reduction;
}

/**
 * A memory bank of all images of a source, filled batch by batch. Banks of parts of the images, filled on several
 * machines by one whitening, make one of all by `mergeCoverings`.
 *
 * @yields {FittingEvent} How many images are done, after each batch.
 * @returns The bank; `null` if the signal came.
 * @throws {RangeError} If there is no image, or one has another size than the detector's input.
 */
export async function* coverImages(
  { embedding, params, inputSize }: Embedder,
  source: Pick<ImageSource, "samples" | "read">,
  { whitening, reduction = mergeReduce(), caller = "coverImages", ...options }: CoverOptions = {},
): AsyncGenerator<FittingEvent, Covering | null> {
  const total = source.samples.length;
  if (total === 0) throw new RangeError(`${caller}: expected images taken as normal, got none`);
  const embedded = whitening ? whitenedEmbedding(embedding, whitening.count) : embedding;
  const own = Object.fromEntries(
    (whitening ? learntWhitening(whitening) : []).map(([name, shape, data]) => [
      name,
      tensor(data, shape),
    ]),
  );
  const model = {
    embedding: embedded,
    spec: embedded.spec,
    params: { ...params, ...own },
    inputSize,
  };
  const reducer = reduction.start();
  try {
    const batches = embedBatches(model, source, { ...options, caller });
    let step = await batches.next();
    for (; !step.done; step = await batches.next()) {
      reducer.add(step.value.rows);
      yield { kind: "phase", name: "memory bank", done: step.value.done, total };
    }
    return step.value ? reducer.finish() : null;
  } finally {
    dispose(Object.values(own));
  }
}
