import { withMetadata } from "@flawlens/onnx";
import type { ThresholdOrigin } from "./core/detectorMetadata.ts";
import { calibratedThresholds, withThresholds } from "./thresholds/withThresholds.ts";
import type { Thresholds } from "./thresholds/withThresholds.ts";
import { openDetectorFile } from "./openDetectorFile.ts";

/**
 * A detector's file with other thresholds, without training again: see {@link withThresholds}. Graph, weights and
 * everything else stay as they are, byte by byte; the checksum is that of the new file.
 *
 * @param bytes - A whole detector file. It is not written to.
 * @param thresholds - Those to set, or `"calibrated"` to go back to what calibration chose.
 * @param origin - Where the thresholds come from, as the file tells it; default "set by hand".
 * @returns A new file.
 * @throws {RangeError} If it is no detector's file or damaged, a threshold is no finite number or no such type
 *   exists.
 *
 * @example
 * const { threshold, ...choice } = chooseThreshold(detector, { falseAlarms: 0.01 });
 * await writeFile("stricter.onnx", await setThresholds(await readFile("detector.onnx"), { any: threshold }, choice));
 */
export async function setThresholds(
  bytes: Uint8Array,
  thresholds: Thresholds | "calibrated",
  origin?: ThresholdOrigin,
): Promise<Uint8Array<ArrayBuffer>> {
  const { metadata } = await openDetectorFile(bytes);
  const changed =
    thresholds === "calibrated"
      ? calibratedThresholds(metadata)
      : withThresholds(metadata, thresholds, originOf(origin));
  return withMetadata(bytes, { flawlens: JSON.stringify(changed) });
}

/** Only what belongs into a file: a choice of `chooseThreshold` says more. */
function originOf(origin: ThresholdOrigin | undefined): ThresholdOrigin | undefined {
  if (!origin) return undefined;
  const { rule, expectedFalseAlarmFraction } = origin;
  return { rule, expectedFalseAlarmFraction };
}
