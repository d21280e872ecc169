import "../../test/cpu.ts";
import { parseDetectorMetadata } from "@flawlens/inference/metadata";
import { describe, expect, test } from "vitest";
import { side, tinyDetector } from "../../test/tiny.ts";
import { tinyCalibration } from "../../test/tinyCalibration.ts";
import { receptiveFieldAligned } from "../maps/upsampling.ts";
import { detectorMetadata } from "./detectorMetadata.ts";

const calibration = tinyCalibration(["bright", "dark"]);
const provenance = { seed: 7, dataset: { name: "patches", hash: "abc" } };

describe("detectorMetadata", () => {
  test("says what inference needs, and where the detector comes from", () => {
    const detector = tinyDetector({
      upsampling: receptiveFieldAligned({ offset: 1.5, stride: 4 }),
      mapKind: "relative",
    });
    const metadata = detectorMetadata(detector, calibration, {
      ...provenance,
      categories: ["tile"],
      config: { epochs: 3 },
      versions: { "@flawlens/cli": "1.2.3" },
    });
    const { versions, ...rest } = metadata;
    expect(rest).toEqual({
      format: 1,
      method: "tiny",
      types: ["bright", "dark"],
      categories: ["tile"],
      input: { height: side, width: side },
      scoring: "mean of the map",
      maps: "relative",
      extras: { peaks: { names: ["brightPeak", "darkPeak"], typical: [2, 20], high: [2.9, 29] } },
      calibration: calibration.types,
      any: calibration.any,
      validation: {
        normal: 3,
        normalParts: 3,
        anomalous: 0,
        rule: calibration.ruleInWords,
        expectedFalseAlarmFraction: 1 / 4,
      },
      receptiveField: { offset: 1.5, stride: 4 },
      seed: 7,
      dataset: { name: "patches", hash: "abc" },
      config: { epochs: 3 },
    });
    expect(Object.keys(versions).toSorted()).toEqual([
      "@flawlens/cli",
      "@flawlens/detector",
      "@tensorflow/tfjs-core",
      "node",
    ]);
    expect(parseDetectorMetadata(JSON.stringify(metadata))).toEqual(metadata);
  });

  test("of cells that tile the input says nothing of receptive fields", () => {
    const metadata = detectorMetadata(tinyDetector(), calibration, provenance);
    expect(metadata).not.toHaveProperty("receptiveField");
    expect(metadata).toMatchObject({ maps: "absolute", categories: [], config: null });
  });

  test.each([
    {
      changes: { types: ["bright", "bent"] },
      message: "expected a calibration of types bent, bright, got one of bright, dark",
    },
    {
      changes: { extras: undefined },
      message: "expected a calibration of extras none, got one of peaks; calibrate this detector",
    },
  ])("refuses the calibration of another detector: $message", ({ changes, message }) => {
    expect(() => detectorMetadata(tinyDetector(changes), calibration, provenance)).toThrow(message);
  });
});
