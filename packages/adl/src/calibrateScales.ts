import type { Adl } from "./createAdl.ts";
import { referenceScales } from "./cues.ts";
import type { Cues, CueScale } from "./cues.ts";
import type { ImageSource } from "./imageSource.ts";
import { predict } from "./predict.ts";

/**
 * Scales of the cues that fit how far training came. The reference's scale of the deviation bends at
 * 0.05 and ends at 1, for a network whose normal images lie near 0; after a short training they lie far above
 * 1, and all images tie. Here the knee is the median deviation of validation images, and the cap 20 knees
 * away as the reference's; both are never below the reference's, which is what long training ends with. The
 * other cues are bounded by themselves and keep theirs.
 *
 * @param validation - Images taken as normal, never test images; up to half of them may not be.
 * @throws {RangeError} If there is no image or a deviation is not finite.
 *
 * @example
 * model.scales = await calibrateScales(model, validation); // before calibrate and exportDetector
 */
export async function calibrateScales(
  model: Adl,
  validation: ImageSource,
  { batchSize }: { batchSize?: number } = {},
): Promise<Cues<CueScale>> {
  const deviations: number[] = [];
  for await (const { cues } of predict(model, validation, { batchSize, maps: "none" }))
    deviations.push(cues.deviation);
  return scalesOfDeviations(deviations);
}

/** {@link calibrateScales} from deviations already at hand. */
export function scalesOfDeviations(deviations: readonly number[]): Cues<CueScale> {
  if (deviations.length === 0 || !deviations.every(Number.isFinite))
    throw new RangeError(
      `calibrateScales: expected finite deviations of validation images, got ${deviations.join(", ") || "none"}`,
    );
  const sorted = deviations.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
  const { knee, cap } = referenceScales.deviation;
  const larger = Math.max(1, median / knee);
  return { ...referenceScales, deviation: { knee: knee * larger, cap: cap * larger } };
}
