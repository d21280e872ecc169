import { shrunkWhitening } from "@flawlens/detector";
import type { ImageSource, Whitening } from "@flawlens/detector";
import type { BatchOptions } from "../embedding/embedBatches.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import type { Patchcore } from "../patchcore/createPatchcore.ts";
import { setBank } from "../patchcore/setBank.ts";
import type { Reduction } from "../reduction/reduction.ts";
import { coverImages } from "./coverImages.ts";
import { embeddingStatistics } from "./embeddingStatistics.ts";

/** How an MH-PatchCore is fitted. */
export interface FitMhpatchcoreOptions extends Omit<BatchOptions, "caller"> {
  /** Images taken as normal. */
  source: Pick<ImageSource, "samples" | "read">;
  /** How vectors are scaled; default {@link shrunkWhitening}; `null` leaves them as they are, in one pass. */
  whitening?: Whitening | null;
  /** Which patches are kept; default `mergeReduce()`. */
  reduction?: Reduction;
}

/**
 * Fits an MH-PatchCore in two passes over the images: the first finds how the vectors vary, the second fills the
 * memory bank with whitened ones. With the event `end` and the reason `"done"` the detector is fitted; a run that
 * fails, is left or is interrupted leaves it as it was. No randomness: the order of the images and the batch size
 * decide the bank.
 *
 * Memory: one batch of images and vectors, `16 · size²` bytes, and a few banks, whatever the number of images.
 *
 * @throws {RangeError} Before the first image, if there is none; later, if an image has another size than the
 *   detector's input.
 *
 * @example
 * for await (const event of fitMhpatchcore(model, { source }))
 *   if (event.kind === "phase") console.log(event.name, event.done, event.total);
 */
export async function* fitMhpatchcore(
  model: Patchcore,
  { source, whitening = shrunkWhitening(), reduction, ...batches }: FitMhpatchcoreOptions,
): AsyncGenerator<FittingEvent, void> {
  const options = { ...batches, caller: "fitMhpatchcore" };
  const statistics = whitening && (yield* embeddingStatistics(model, source, options));
  if (whitening && !statistics) return yield { kind: "end", reason: "interrupted" };
  const map = whitening && statistics ? whitening.fit(statistics) : undefined;
  const covering = yield* coverImages(model, source, { ...options, whitening: map, reduction });
  if (!covering) return yield { kind: "end", reason: "interrupted" };
  setBank(model, { rows: covering.rows, whitening: map });
  yield { kind: "end", reason: "done" };
}
