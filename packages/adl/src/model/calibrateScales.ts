import { predict } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { cueNames } from "../cues/cues.ts";
import type { Cues, CueScale } from "../cues/cues.ts";
import { scalesOfDeviations } from "../cues/scalesOfDeviations.ts";
import type { Adl } from "./adl.ts";
import { withoutGradients } from "./_withoutGradients.ts";

/**
 * Scales of the cues that fit how far training came, from the deviations of validation images: see
 * {@link scalesOfDeviations}.
 *
 * @param validation - Images taken as normal, never test images; up to half of them may not be.
 * @param options - `batchSize`: default 8.
 * @throws {RangeError} If there is no image or a deviation is not finite.
 *
 * @example
 * model.scales = await calibrateScales(model, validation); // before calibrate and exportDetector
 */
export async function calibrateScales(
  model: Adl,
  validation: Pick<ImageSource, "samples" | "read">,
  options: { batchSize?: number } = {},
): Promise<Cues<CueScale>> {
  const deviations: number[] = [];
  for await (const { extras } of predict(withoutGradients(model), validation, options))
    deviations.push(extras.cues[cueNames.indexOf("deviation")]);
  return scalesOfDeviations(deviations);
}
