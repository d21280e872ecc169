import "../test/cpu.ts";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { calibrateScales, scalesOfDeviations } from "./calibrateScales.ts";
import { entropy, fuseCues, normalizeCues, referenceScales } from "./cues.ts";
import { predict } from "./predict.ts";
import { tinyModel, tinySource } from "../test/tiny.ts";

describe("scales from validation images", () => {
  test("after a long training are the released ones", () => {
    expect(scalesOfDeviations([0.01, 0.04, 0.02])).toEqual(referenceScales);
  });

  test("bend at the median and end 20 times further up; other cues keep theirs", () => {
    const scales = scalesOfDeviations([3, 1, 2, 90]);
    expect(scales.deviation.knee).toBeCloseTo(2.5, 12);
    expect(scales.deviation.cap).toBeCloseTo(50, 12);
    expect(scales).toMatchObject({
      entropy: referenceScales.entropy,
      segmentation: referenceScales.segmentation,
    });
  });

  test("tell deviations above 1 apart, where the released scale ties them", () => {
    const scored = (deviation: number, scales: typeof referenceScales) =>
      fuseCues(normalizeCues({ deviation, entropy: entropy(0.2), segmentation: 0.02 }, scales));
    expect(scored(4, referenceScales)).toBe(scored(2, referenceScales));
    const scales = scalesOfDeviations([2]);
    expect(scored(4, scales)).toBeGreaterThan(scored(2, scales) + 0.05);
  });

  test("rest on the deviations that predict gives", async () => {
    await setBackend("cpu");
    const model = tinyModel();
    const source = tinySource("calm", 5);
    const before = memory().numTensors;
    const scales = await calibrateScales(model, source, { batchSize: 2 });
    expect(memory().numTensors).toBe(before);
    const deviations: number[] = [];
    for await (const { cues } of predict(model, source, { maps: "none" }))
      deviations.push(cues.deviation);
    const [got, expected] = [scales, scalesOfDeviations(deviations)].map((of) => of.deviation);
    expect(got.knee / expected.knee).toBeCloseTo(1, 5); // batches of another size round otherwise
    await expect(calibrateScales(model, { ...source, samples: [] })).rejects.toThrow("got none");
  });

  test("refuses what no scale follows from", () => {
    expect(() => scalesOfDeviations([])).toThrow("of validation images, got none");
    expect(() => scalesOfDeviations([1, NaN])).toThrow("got 1, NaN");
  });
});
