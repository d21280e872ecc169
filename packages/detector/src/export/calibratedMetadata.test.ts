import { expect, test } from "vitest";
import { tinyCalibration } from "../../test/tinyCalibration.ts";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { calibratedMetadata } from "./calibratedMetadata.ts";

const calibration = tinyCalibration(["red", "green"]);

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
