import { expect, test } from "vitest";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { calibrateImages } from "../calibration/calibrateImages.ts";
import { calibratedMetadata } from "./calibratedMetadata.ts";

const calibration = calibrateImages(
  { types: ["red", "green"] },
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

test("replaces the calibration that was there, thresholds set by hand included, and keeps the rest", () => {
  const before = tinyMetadata({ learned: 3 });
  const { calibration: types, any, validation, extras, ...rest } = before;
  const origin = { rule: "x", expectedFalseAlarmFraction: 0.1 };
  const byHand = { ...before, calibrated: { calibration: types, any, ...origin } };
  expect(calibratedMetadata(byHand, calibration)).toEqual({
    ...rest,
    calibration: calibration.types,
    any: calibration.any,
    extras: { peaks: { names: extras.peaks.names, typical: [2, 20], high: [2.9, 29] } },
    validation: {
      normal: 3,
      normalParts: 3,
      anomalous: 0,
      rule: calibration.ruleInWords,
      expectedFalseAlarmFraction: 1 / 4,
    },
  });
  expect(validation.normal).toBe(10); // what was given is not written to
});

test("refuses a calibration of other types", () => {
  expect(() => calibratedMetadata(tinyMetadata({ types: ["blue"] }), calibration)).toThrow(
    RangeError,
  );
});
