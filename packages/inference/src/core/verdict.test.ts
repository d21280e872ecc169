import { describe, expect, test } from "vitest";
import { decide } from "./verdict.ts";

const calibrated = (threshold: number | null) => ({
  threshold,
  scoreRange: [0, 4] as [number, number],
  mapRange: [0, 4] as [number, number],
  mapThreshold: 2,
});

const rules = (any: number | null, red: number | null, green: number | null) => ({
  types: ["red", "green"],
  calibration: { red: calibrated(red), green: calibrated(green) },
  any: calibrated(any),
});

describe("decide", () => {
  test.each([
    // thresholds of any, red and green; scores; verdicts of the image, red and green
    { by: [3, 1, 2], scores: [1, 2], is: ["anomalous", "anomalous", "anomalous"] },
    { by: [3, 1, 2], scores: [2, 1], is: ["anomalous", "anomalous", "normal"] },
    { by: [3, 2, 2], scores: [1.5, 1.5], is: ["anomalous", "normal", "normal"] },
    { by: [3, 1, 2], scores: [2, 0.5], is: ["normal", "normal", "normal"] },
    { by: [3, null, 2], scores: [2, 2], is: ["anomalous", "undecided", "anomalous"] },
    { by: [3, null, 2], scores: [0, 2], is: ["normal", "undecided", "normal"] },
    { by: [null, 1, 2], scores: [3, 3], is: ["undecided", "undecided", "undecided"] },
    { by: [3, 1, 2], scores: [NaN, 3], is: ["undecided", "undecided", "undecided"] },
    { by: [3, 1, 2], scores: [Infinity, 3], is: ["undecided", "undecided", "undecided"] },
  ])("by thresholds $by, scores $scores are $is", ({ by: [any, red, green], scores, is }) => {
    const { verdict, types } = decide(rules(any, red, green), scores);
    expect([verdict, types.red.verdict, types.green.verdict]).toEqual(is);
  });

  test("gives each score with its threshold and its place on the scale", () => {
    expect(decide(rules(3, 1, null), [0.5, 1])).toEqual({
      score: 1.5,
      threshold: 3,
      normalizedScore: 0.25,
      verdict: "normal",
      types: {
        red: { score: 0.5, threshold: 1, normalizedScore: 0.25, verdict: "normal" },
        green: { score: 1, threshold: null, normalizedScore: null, verdict: "undecided" },
      },
    });
  });

  test("keeps types that are named as what every object has", () => {
    const types = ["constructor", "toString"];
    const calibration = Object.fromEntries(types.map((type) => [type, calibrated(1)]));
    const image = decide({ types, calibration, any: calibrated(3) }, [0, 3]);
    expect(Object.keys(image.types)).toEqual(types);
    expect(image.types.constructor).toMatchObject({ score: 0, verdict: "normal" });
    expect(image.types.toString).toMatchObject({ score: 3, verdict: "anomalous" });
  });

  test("refuses another number of scores than types", () => {
    expect(() => decide(rules(3, 1, 2), [1])).toThrow(
      new RangeError("decide: expected 2 scores, one per type, got 1"),
    );
  });
});
