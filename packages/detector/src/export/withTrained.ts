import { validationKey } from "@flawlens/inference/metadata";
import { withInitializers, withMetadata } from "@flawlens/onnx";
import { readTrainable } from "./readTrainable.ts";

/**
 * A detector's file with other weights in its trainable part. The validation scores were those of the weights before,
 * so they are left out, and the thresholds stay as numbers that rest on no image and promise nothing. Validation
 * images give new ones: `calibrateImages`, `calibratedMetadata` and `withCalibration`.
 *
 * @param bytes - A whole detector file with a trainable part. It is not written to.
 * @param weights - New elements by name, in the layout of `readTrainable`.
 * @param learned - `marked`: the number of marked images that the part learned from, which the file tells.
 * @returns A new file, with the checksum of its bytes.
 * @throws {RangeError} If it is no such file, is damaged, or has no weight of a name and size.
 */
export async function withTrained(
  bytes: Uint8Array,
  weights: Readonly<Record<string, Float32Array>>,
  { marked }: { marked: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const { metadata } = await readTrainable(bytes);
  const changed = {
    ...metadata,
    calibrated: undefined,
    validation: {
      normal: 0,
      normalParts: 0,
      anomalous: 0,
      rule: "the threshold from before the detector learned from marked images, not validated since",
      expectedFalseAlarmFraction: null,
    },
    learned: (metadata.learned ?? 0) + marked,
  };
  return withMetadata(await withInitializers(bytes, weights), {
    flawlens: JSON.stringify(changed),
    [validationKey]: null,
  });
}
