import { predict, quantile } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { cueNames } from "../cues/cues.ts";
import type { CueScale } from "../cues/cues.ts";
import type { Adl } from "../model/adl.ts";
import { withoutGradients } from "../model/_withoutGradients.ts";
import { scaleOfKnee } from "./novelty.ts";

/**
 * The scale of the novelty from validation images: it bends at their median, which is what an ordinary image has.
 *
 * @param model - With fitted novelty.
 * @param validation - Images taken as normal, never test images; up to half of them may not be.
 * @param options - `batchSize`: default 8.
 * @throws {RangeError} If there is no image.
 *
 * @example
 * model.novelty.scale = await calibrateNovelty(model, validation); // before calibrate and exportDetector
 */
export async function calibrateNovelty(
  model: Adl,
  validation: Pick<ImageSource, "samples" | "read">,
  options: { batchSize?: number } = {},
): Promise<CueScale> {
  const values: number[] = [];
  for await (const { extras } of predict(withoutGradients(model), validation, options))
    values.push(extras.cues[cueNames.length]);
  const median = quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
  if (median === undefined)
    throw new RangeError("calibrateNovelty: expected validation images, got none");
  return scaleOfKnee(Math.max(median, 1e-6)); // images that are all alike have no distance
}
