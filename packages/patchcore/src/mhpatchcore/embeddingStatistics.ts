import { mergeStatistics, rowStatistics } from "@flawlens/detector";
import type { ImageSource, RowStatistics } from "@flawlens/detector";
import { embedBatches } from "../embedding/embedBatches.ts";
import type { BatchOptions, Embedder } from "../embedding/embedBatches.ts";
import type { FittingEvent } from "../fittingEvent.ts";

/**
 * Mean and scatter of the vectors of all images of a source, batch by batch. Statistics of parts of the images, found on
 * several machines, make those of all by `mergeStatistics`.
 *
 * Memory: `16 · size²` bytes, whatever the number of images.
 *
 * @yields {FittingEvent} How many images are done, after each batch.
 * @returns The statistics; `null` if the signal came.
 * @throws {RangeError} If there is no image, or one has another size than the detector's input.
 */
export async function* embeddingStatistics(
  model: Embedder,
  source: Pick<ImageSource, "samples" | "read">,
  { caller = "embeddingStatistics", ...options }: BatchOptions = {},
): AsyncGenerator<FittingEvent, RowStatistics | null> {
  const total = source.samples.length;
  if (total === 0) throw new RangeError(`${caller}: expected images taken as normal, got none`);
  const { embedding } = model;
  const batches = embedBatches({ ...model, spec: embedding.spec }, source, { ...options, caller });
  let statistics: RowStatistics | null = null;
  let step = await batches.next();
  for (; !step.done; step = await batches.next()) {
    const own = rowStatistics(step.value.rows);
    statistics = statistics ? mergeStatistics(statistics, own) : own;
    yield { kind: "phase", name: "statistics", done: step.value.done, total };
  }
  return step.value ? statistics : null;
}
