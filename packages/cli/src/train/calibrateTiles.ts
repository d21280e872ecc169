import { readFile } from "node:fs/promises";
import { placeIn } from "@flawlens/datasets";
import type { Sample } from "@flawlens/datasets";
import {
  calibrateImages,
  detectorMetadata,
  labelsOf,
  peakOf,
  withCalibration,
} from "@flawlens/detector";
import type { Calibration, Detector, Provenance, ThresholdRule, ValidationImage } from "@flawlens/detector"; // prettier-ignore
import { loadDetector } from "@flawlens/inference";
import type { Framing, Prediction } from "@flawlens/inference";
import { partKey } from "@flawlens/sampling";
import { writeRunFile } from "../run/writeRunFile.ts";

/** The detector that was written, and what it is calibrated on. */
export interface CalibrateTilesOptions {
  detector: Detector;
  provenance: Provenance & { framing?: Framing };
  /** The validation images. */
  samples: readonly Sample[];
  root: string;
  threshold?: ThresholdRule;
  signal: AbortSignal;
}

/**
 * Calibrates the file of a detector that looks at images in tiles on whole validation images, as it will look at
 * them, and stores the thresholds in it. Whole images are held one after the other.
 *
 * @throws The signal's reason.
 */
export async function calibrateTiles(
  file: string,
  { detector, provenance, samples, root, threshold, signal }: CalibrateTilesOptions,
): Promise<Calibration> {
  const bytes = await readFile(file);
  const loaded = await loadDetector(bytes);
  const images: ValidationImage[] = [];
  try {
    const files = samples.map(({ image }) => placeIn(root, image));
    for await (const prediction of loaded.predict(files, { batchSize: 4 })) {
      signal.throwIfAborted();
      images.push(readingOf(prediction, samples[images.length], detector));
    }
  } finally {
    await loaded.release();
  }
  const calibration = calibrateImages(detector, images, threshold);
  const metadata = detectorMetadata(detector, calibration, provenance);
  await writeRunFile(file, await withCalibration(bytes, metadata, calibration));
  return calibration;
}

function readingOf(
  { types: found, map, extras }: Prediction,
  sample: Sample,
  { types, extras: columns = {} }: Detector,
): ValidationImage {
  return {
    id: sample.id,
    scores: types.map((type) => found[type].score),
    peaks: types.map((type) => peakOf([found[type].map])),
    anyPeak: peakOf([map]),
    labels: labelsOf(types, sample),
    label: sample.label,
    part: partKey(sample),
    extras: Object.fromEntries(
      Object.entries(columns).map(([name, of]) => [name, of.map((column) => extras[name][column])]),
    ),
  };
}
