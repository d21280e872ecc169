import { setImmediate } from "node:timers/promises";
import type { ImageSource } from "@flawlens/detector";
import { takeRows } from "../bank/rows.ts";
import type { Rows } from "../bank/rows.ts";
import type { Coreset } from "../coreset/coreset.ts";
import { coresetCount } from "../coreset/coresetCount.ts";
import { kCenterCoreset } from "../coreset/kCenterCoreset.ts";
import { embedImages } from "../embedding/embedImages.ts";
import type { EmbedOptions } from "../embedding/embedImages.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { setBank } from "./createPatchcore.ts";
import type { Patchcore } from "./patchcore.ts";

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
  const total = source.samples.length;
  if (total === 0) throw new RangeError("fitPatchcore: expected images taken as normal, got none");
  coresetCount(1, fraction); // refuses a fraction out of range
  const embedding = embedImages(model, source, { ...options, signal, caller: "fitPatchcore" });
  let step = await embedding.next();
  for (; !step.done; step = await embedding.next())
    yield { kind: "phase", name: "features", done: step.value, total };
  if (step.value === null) return yield { kind: "end", reason: "interrupted" };

  const { data, images, height, width, size } = step.value;
  const rows: Rows = { data, count: images * height * width, size };
  const count = coresetCount(rows.count, fraction);
  const chosen: number[] = [];
  for await (const index of coreset.choose(rows, { count, random })) {
    if (!Number.isInteger(index) || index < 0 || index >= rows.count)
      throw new RangeError(
        `fitPatchcore: expected rows from 0 to ${rows.count - 1} of the coreset "${coreset.name}", got ${index}`,
      );
    chosen.push(index);
    if (chosen.length % eventEvery !== 0 && chosen.length < count) continue;
    yield { kind: "phase", name: "coreset", done: chosen.length, total: count };
    await setImmediate(); // lets a signal in
    if (signal?.aborted) return yield { kind: "end", reason: "interrupted" };
  }
  if (chosen.length === 0)
    throw new RangeError(
      `fitPatchcore: expected ${count} rows of the coreset "${coreset.name}", got none`,
    );
  setBank(model, takeRows(rows, chosen));
  yield { kind: "end", reason: "done" };
}

/** Rows chosen between two events. */
const eventEvery = 16;
