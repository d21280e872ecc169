import { describe, expect, test } from "vitest";
import { entropy, fuseCues, normalizeCues, referenceScales } from "./cues.ts";
import { scalesOfDeviations } from "./scalesOfDeviations.ts";

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

  test("refuses what no scale follows from", () => {
    expect(() => scalesOfDeviations([])).toThrow("of validation images, got none");
    expect(() => scalesOfDeviations([1, NaN])).toThrow("got 1, NaN");
  });
});
