import { calibrateImages } from "../src/calibration/calibrateImages.ts";

/** Of three normal images with the scores 1, 2 and 3, for two types and the extra output `peaks`. */
export const tinyCalibration = (types: readonly [string, string]) =>
  calibrateImages(
    { types },
    [1, 2, 3].map((score) => ({
      id: `${score}`,
      scores: [score, score],
      peaks: [score, score],
      anyPeak: 2 * score,
      labels: [0, 0],
      label: 0,
      extras: { peaks: [score, 10 * score] },
    })),
  );
