import { setImmediate } from "node:timers/promises";
import { takeRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { chooseRows } from "../coreset/chooseRows.ts";
import { coresetCount } from "../coreset/coresetCount.ts";
import { kCenterCoreset } from "../coreset/kCenterCoreset.ts";
import { embedImages } from "../embedding/embedImages.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { keepInliers } from "../outliers/keepInliers.ts";
import { localOutlierFactor } from "../outliers/localOutlierFactor.ts";
import type { OutlierFactor } from "../outliers/outlierFactor.ts";
import { outlierFactors } from "../outliers/outlierFactors.ts";
import type { Patchcore } from "../patchcore/createPatchcore.ts";
import type { FitPatchcoreOptions } from "../patchcore/fitPatchcore.ts";
import { setBank } from "../patchcore/setBank.ts";

/** How a SoftPatch is fitted. */
export interface FitSoftpatchOptions extends FitPatchcoreOptions {
  /** How unusual a patch is among those at the same place; default {@link localOutlierFactor} of 6 neighbors. */
  factor?: OutlierFactor;
  /** Fraction of the patches that is dropped, the most unusual ones; default 0.15. */
  drop?: number;
}

/**
 * Fits a SoftPatch: computes every patch of the images and how unusual it is among the patches at the same place,
 * drops the most unusual ones, and keeps a coreset of the others as memory bank. The factor of a patch that is kept
 * is the weight of its row: what lies near a doubtful patch scores higher. With the event `end` and the reason
 * `"done"` the detector is fitted; a run that fails, is left or is interrupted leaves it as it was.
 *
 * As released, but that dropped patches are never chosen, and that factors are of the whole vectors, not of 128
 * random projections. `fraction` is one of all patches.
 *
 * Memory: as `fitPatchcore`, and 12 bytes a patch.
 *
 * @throws {RangeError} Before the first image, if there are less than two, a fraction is out of range, or the patches
 *   would take more than `maxBytes`; later, if the coreset chooses a row that is not there, or none.
 *
 * @example
 * for await (const event of fitSoftpatch(model, { source, random: randomStream(7) }))
 *   if (event.kind === "phase") console.log(event.name, event.done, event.total);
 */
export async function* fitSoftpatch(
  model: Patchcore,
  {
    source,
    random,
    fraction = 0.01,
    coreset = kCenterCoreset(),
    factor = localOutlierFactor(),
    drop = 0.15,
    signal,
    ...options
  }: FitSoftpatchOptions,
): AsyncGenerator<FittingEvent, void> {
  const caller = "fitSoftpatch";
  const total = source.samples.length;
  if (total < 2)
    throw new RangeError(`${caller}: expected at least 2 images taken as normal, got ${total}`);
  coresetCount(1, fraction); // refuses a fraction out of range
  keepInliers([1], drop);
  const embeddings = yield* embedImages(model, source, { ...options, signal, caller });
  if (embeddings === null) return yield { kind: "end", reason: "interrupted" };

  const { data, height, width, size } = embeddings;
  const cells = height * width;
  const finding = outlierFactors(embeddings, factor);
  let step = await finding.next();
  for (; !step.done; step = await finding.next()) {
    yield { kind: "phase", name: "outliers", done: step.value, total: cells };
    await setImmediate(); // lets a signal in
    if (signal?.aborted) return yield { kind: "end", reason: "interrupted" };
  }
  const factors = step.value;
  const kept = keepInliers(factors, drop);
  const rows = moveToFront({ data, count: factors.length, size }, kept);
  const count = Math.min(coresetCount(factors.length, fraction), rows.count);
  const chosen = yield* chooseRows(rows, { coreset, count, random, signal, caller });
  if (chosen === null) return yield { kind: "end", reason: "interrupted" };
  const weights = Float32Array.from(chosen, (index) => factors[kept[index]]);
  setBank(model, { rows: takeRows(rows, chosen), weights });
  yield { kind: "end", reason: "done" };
}

/** Some rows, in ascending order, in the memory of all: another copy might not fit. */
function moveToFront({ data, size }: Rows, kept: Int32Array): Rows {
  for (const [to, from] of kept.entries())
    data.copyWithin(to * size, from * size, (from + 1) * size);
  return { data: data.subarray(0, kept.length * size), count: kept.length, size };
}
