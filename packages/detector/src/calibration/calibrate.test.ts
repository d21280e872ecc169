import "../../test/cpu.ts";
import { greater, mul, where } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyDetector, tinySource } from "../../test/tiny.ts";
import { calibrate } from "./calibrate.ts";

/** float32 of numbers up to 4. */
const digits = 5;

describe("calibrate", () => {
  test("is of the detector's own scores, peaks and extras on the validation images", async () => {
    const { types, any, extras, images, uncalibrated } = await calibrate(
      tinyDetector(),
      tinySource([
        ["normal", [51, 51, 51, 51]], // m = .2: bright .4, dark .8
        ["normal", [102, 0, 102, 0]], // m = .4 and 0: bright .4 with peak .8, dark .8 with peak 1
        ["normal", [102, 102, 102, 102]], // m = .4: bright .8, dark .6
        ["bright", [255, 51, 51, 51]], // m = 1 and .2: bright .8 with peak 2, dark .6 with peak .8
      ]),
      { batchSize: 3 },
    );
    expect(images).toEqual({ normal: 3, normalParts: 3, anomalous: 1, untyped: 0, unknown: 0 });
    expect(uncalibrated).toEqual(["dark"]);
    expect(types.bright.scoreRange[0]).toBeCloseTo(0.4, digits);
    expect(types.bright.mapRange[0]).toBeCloseTo(0.8, digits); // peaks .4 .8 .8
    expect(types.bright.mapRange[1]).toBeCloseTo(2, digits);
    expect(types.bright.mapThreshold).toBeCloseTo((0.8 + 2) / 2, digits);
    // Any defect: the sum of the maps is 1 + m.
    expect(any.scoreRange[0]).toBeCloseTo(1.2, digits);
    expect(any.mapRange[0]).toBeCloseTo(1.4, digits); // 1.2 1.4 1.4
    expect(any.mapRange[1]).toBeCloseTo(2, digits);
    expect(extras.peaks.typical[1]).toBeCloseTo(0.8, digits); // .8 1 .6
    expect(extras.peaks.high[1]).toBeCloseTo(0.98, digits);
  });

  test("takes the rule it is given, and leaves images out whose label is not known", async () => {
    const source = tinySource([
      ["normal", [51, 51, 51, 51]],
      ["unknown", [255, 255, 255, 255]],
    ]);
    const rule = { rule: "given", thresholds: { bright: 1, dark: 2 }, any: 3 } as const;
    const { any, types, images } = await calibrate(tinyDetector(), source, { threshold: rule });
    expect([any.threshold, types.bright.threshold, types.dark.threshold]).toEqual([3, 1, 2]);
    expect(images).toEqual({ normal: 1, normalParts: 1, anomalous: 0, untyped: 0, unknown: 1 });
  });

  test("knows a part by its category and its name", async () => {
    const plain = tinySource(Array.from({ length: 5 }, () => ["normal", [51, 51, 51, 51]]));
    const shown = [
      { category: "tile", part: "1" },
      { category: "tile", part: "1" },
      { category: "tile", part: "2" },
      { category: "bottle", part: "1" },
      {},
    ];
    const samples = plain.samples.map((sample, i) => ({ ...sample, ...shown[i] }));
    const { images, validation } = await calibrate(tinyDetector(), { ...plain, samples });
    expect(images.normalParts).toBe(4);
    expect(validation?.parts).toEqual([0, 0, 1, 2, 3]);
  });

  test("refuses a type that the detector lacks before anything is computed", async () => {
    const detector = tinyDetector({
      types: ["bright", "bent"],
      outputs: () => {
        throw new Error("computed");
      },
    });
    await expect(calibrate(detector, tinySource())).rejects.toThrow("got dark on dark-4");
  });

  test("refuses NaN in a map, by the image's id", async () => {
    const own = tinyDetector();
    const detector = tinyDetector({
      outputs: (params, images) => {
        const outputs = own.outputs(params, images);
        // in the bright cell of bright-3 alone
        const broken = where(greater(outputs.maps, 1.9), mul(outputs.maps, NaN), outputs.maps);
        return { ...outputs, maps: broken as Tensor4D };
      },
    });
    await expect(calibrate(detector, tinySource())).rejects.toThrow(
      /expected finite scores, peaks and extras, got .*NaN.* of bright-3/,
    );
  });
});
