import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../test/tinyDetector.ts";
import { parseDetectorMetadata } from "./detectorMetadata.ts";

const calibrated = (changes: object) => ({
  calibration: {
    ...tinyMetadata().calibration,
    red: { ...tinyMetadata().calibration.red, ...changes },
  },
});

describe("parseDetectorMetadata", () => {
  test("gives back what was written, nulls and extra fields included", () => {
    const metadata = {
      ...tinyMetadata({ receptiveField: { offset: 13, stride: 8 } }),
      ...calibrated({ threshold: null, mapThreshold: null }),
      any: { ...tinyMetadata().any, threshold: null },
      note: "kept",
    };
    expect(parseDetectorMetadata(JSON.stringify(metadata))).toEqual(metadata);
  });

  test.each([
    { changes: { format: 2 }, message: "detector format 1, got 2; install the version" },
    { changes: { format: undefined }, message: "detector format 1, got nothing" },
    { changes: { types: [] }, message: "types, a list of at least one name, got []" },
    { changes: { types: ["red", "red"] }, message: 'types that differ, got ["red","red"]' },
    { changes: { categories: 3 }, message: "categories, a list of names, got 3" },
    {
      changes: { input: { height: 8 } },
      message: 'input, a height and a width in pixels, got {"height":8}',
    },
    { changes: { method: "" }, message: 'method, a name, got ""' },
    { changes: { scoring: 1 }, message: "scoring, a name, got 1" },
    { changes: { calibration: null }, message: "calibration, one entry per type, got null" },
    { changes: { types: ["blue"] }, message: 'calibration["blue"], got nothing' },
    {
      changes: calibrated({ threshold: "x" }),
      message: 'calibration["red"].threshold, a number or null, got "x"',
    },
    {
      changes: calibrated({ scoreRange: [1, 1] }),
      message: 'calibration["red"].scoreRange, [low, high] with low < high, got [1,1]',
    },
    { changes: { any: undefined }, message: "any, got nothing" },
    {
      changes: { any: { ...tinyMetadata().any, mapRange: [2] } },
      message: "any.mapRange, [low, high] with low < high, got [2]",
    },
    {
      changes: { receptiveField: { offset: 1, stride: 0 } },
      message: 'receptiveField, an offset and a stride in pixels, got {"offset":1,"stride":0}',
    },
  ])("refuses: expected $message", ({ changes, message }) => {
    const json = JSON.stringify({ ...tinyMetadata(), ...changes });
    expect(() => parseDetectorMetadata(json)).toThrow(`parseDetectorMetadata: expected ${message}`);
  });

  test.each(["", "{", "[1]", "null"])("refuses %j, which is no JSON object", (json) => {
    expect(() => parseDetectorMetadata(json)).toThrow(RangeError);
  });
});
