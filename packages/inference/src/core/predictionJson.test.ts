import { expect, test } from "vitest";
import { predictionJson } from "./predictionJson.ts";

test("says of each null that stands for a number which number it was", () => {
  const json = predictionJson({
    verdict: "undecided",
    score: NaN,
    threshold: 2,
    normalizedScore: null,
    types: {
      crack: { verdict: "undecided", score: 1, threshold: null },
      hole: { verdict: "undecided", score: -Infinity, threshold: 3 },
    },
    regions: [],
    explanation: "Undecided.",
  });
  expect(JSON.parse(JSON.stringify(json))).toEqual({
    verdict: "undecided",
    score: null,
    threshold: 2,
    normalizedScore: null,
    types: [
      { type: "crack", verdict: "undecided", score: 1, threshold: null },
      { type: "hole", verdict: "undecided", score: null, threshold: 3 },
    ],
    regions: [],
    explanation: "Undecided.",
    notFinite: { score: "NaN", "types[1].score": "-Infinity" },
  });
});

test("tells a region by its box, and of finite numbers nothing more", () => {
  const json = predictionJson({
    verdict: "anomalous",
    score: 3,
    threshold: 2,
    normalizedScore: 0.75,
    types: {},
    regions: [
      {
        type: null,
        box: { x: 1, y: 2, width: 3, height: 4 },
        area: 11,
        peak: { x: 2, y: 3, value: 5 },
        weak: true,
      },
    ],
    explanation: "Anomalous.",
  });
  expect(json.regions).toEqual([
    { type: null, x: 1, y: 2, width: 3, height: 4, area: 11, peak: 5, weak: true },
  ]);
  expect(json).not.toHaveProperty("notFinite");
});
