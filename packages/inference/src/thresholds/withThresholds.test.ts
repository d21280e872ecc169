import { expect, test } from "vitest";
import { tinyMetadata } from "../../test/tinyDetector.ts";
import { parseDetectorMetadata } from "../metadata/parseDetectorMetadata.ts";
import { calibratedThresholds, withThresholds } from "./withThresholds.ts";

const metadata = tinyMetadata();

test("sets what is named, keeps the rest and what calibration chose, and goes back", () => {
  const changed = withThresholds(metadata, { any: 100, types: { red: null } });
  expect(changed).toEqual({
    ...metadata,
    any: { ...metadata.any, threshold: 100 },
    calibration: { ...metadata.calibration, red: { ...metadata.calibration.red, threshold: null } },
    validation: { ...metadata.validation, rule: "set by hand", expectedFalseAlarmFraction: null },
    calibrated: {
      any: metadata.any,
      calibration: metadata.calibration,
      rule: "largest F1",
      expectedFalseAlarmFraction: null,
    },
  });
  const again = withThresholds(
    changed,
    { any: 90 },
    { rule: "x", expectedFalseAlarmFraction: 0.1 },
  );
  expect(again.calibrated).toEqual(changed.calibrated);
  expect(again.validation).toMatchObject({ rule: "x", expectedFalseAlarmFraction: 0.1 });
  expect(calibratedThresholds(again)).toEqual(metadata);
  expect(calibratedThresholds(metadata)).toBe(metadata);
});

test.each([-500, 20, 220, 1e6])("keeps the threshold %d within a scale that can be read", (any) => {
  const changed = withThresholds(metadata, { any });
  expect(parseDetectorMetadata(JSON.stringify(changed))).toEqual(changed);
  const [low, high] = changed.any.scoreRange;
  expect(low <= 20 && high >= 220 && low < any && any < high).toBe(true);
});

test("a detector of one type has one threshold", () => {
  const single = tinyMetadata({ types: ["red"], calibration: { red: metadata.any } });
  for (const thresholds of [{ any: 90 }, { types: { red: 90 } }]) {
    const { any, calibration } = withThresholds(single, thresholds);
    expect([any.threshold, calibration.red.threshold]).toEqual([90, 90]);
  }
});

test("refuses what is no number and types that there are not", () => {
  expect(() => withThresholds(metadata, { any: NaN })).toThrow("got NaN");
  expect(() => withThresholds(metadata, { types: { blue: 1 } })).toThrow("got blue");
});
