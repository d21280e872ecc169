import { takeRows } from "@flawlens/detector";
import type { ImageSource, Rows } from "@flawlens/detector";
import type { Coreset } from "../coreset/coreset.ts";
import { chooseRows } from "../coreset/chooseRows.ts";
import { coresetCount } from "../coreset/coresetCount.ts";
import { kCenterCoreset } from "../coreset/kCenterCoreset.ts";
import { embedImages } from "../embedding/embedImages.ts";
import type { EmbedOptions } from "../embedding/embedImages.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import type { Patchcore } from "./createPatchcore.ts";
import { setBank } from "./setBank.ts";

/** How a PatchCore is fitted. */
export interface FitPatchcoreOptions extends Omit<EmbedOptions, "caller"> {
  /** Images taken as normal. */
  source: Pick<ImageSource, "samples" | "read">;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Fraction of the patches kept in the memory bank, see `coresetCount`; default 0.01. */
  fraction?: number;
  /** Which patches are kept; default {@link kCenterCoreset}. */
  coreset?: Coreset;
}

/**
 * Fits a PatchCore: computes every patch of the images and keeps a coreset of them as its memory bank. With the
 * event `end` and the reason `"done"` the detector is fitted; a run that fails, is left or is interrupted leaves
 * it as it was.
 *
 * Memory: `4 · images · cells · size` bytes for the patches (130 MB for 209 images of 32 x 32 cells of 152
 * numbers), the same by `projectionSize` in place of `size` for the default coreset, and 270 bytes a patch.
 *
 * @throws {RangeError} Before the first image, if there is none, the fraction is out of range, or the patches
 *   would take more than `maxBytes`; later, if the coreset chooses a row that is not there, or none.
 *
 * @example
 * for await (const event of fitPatchcore(model, { source, random: randomStream(7) }))
 *   if (event.kind === "phase") console.log(event.name, event.done, event.total);
 */
export async function* fitPatchcore(
  model: Patchcore,
  {
    source,
    random,
    fraction = 0.01,
    coreset = kCenterCoreset(),
    signal,
    ...options
  }: FitPatchcoreOptions,
): AsyncGenerator<FittingEvent, void> {
  const caller = "fitPatchcore";
  if (source.samples.length === 0)
    throw new RangeError(`${caller}: expected images taken as normal, got none`);
  coresetCount(1, fraction); // refuses a fraction out of range
  const embeddings = yield* embedImages(model, source, { ...options, signal, caller });
  if (embeddings === null) return yield { kind: "end", reason: "interrupted" };

  const { data, images, height, width, size } = embeddings;
  const rows: Rows = { data, count: images * height * width, size };
  const count = coresetCount(rows.count, fraction);
  const chosen = yield* chooseRows(rows, { coreset, count, random, signal, caller });
  if (chosen === null) return yield { kind: "end", reason: "interrupted" };
  setBank(model, { rows: takeRows(rows, chosen) });
  yield { kind: "end", reason: "done" };
}
