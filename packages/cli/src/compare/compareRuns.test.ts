import { describe, expect, test } from "vitest";
import { sampleResults } from "../../test/sampleResults.ts";
import { compareRuns } from "./compareRuns.ts";
import type { ComparedRun } from "./readRun.ts";

const run = (name: string, ...results: Parameters<typeof sampleResults>): ComparedRun => ({
  name,
  results: sampleResults(...results),
  bytes: 19_200_000,
  millisecondsPerImage: 31,
});

describe("compareRuns", () => {
  test("puts scores of any defect, decisions, times and sizes side by side", () => {
    const { runs, groups, differences } = compareRuns([
      run("a", 0.9),
      { ...run("b", 0.8, { method: "ADL", decisions: undefined, seconds: { train: 0, evaluate: 1 } }), bytes: null, millisecondsPerImage: null }, // prettier-ignore
    ]);
    expect(runs[0]).toEqual({
      run: "a",
      method: "PatchCore",
      seed: 1,
      dataset: { name: "parts", hash: "a1", train: 40, validation: 10, test: 30 },
      imageAuroc: 0.9,
      imageAveragePrecision: 0.9,
      pixelAuroc: 0.9,
      pixelAveragePrecision: 0.9,
      aupro: null,
      decisions: { found: 18, positives: 20, falseAlarms: 1, negatives: 10 },
      trainSeconds: 83,
      peakMemory: 805306368,
      detectorBytes: 19_200_000,
      millisecondsPerImage: 31,
    });
    expect(runs[1]).toMatchObject({ decisions: null, trainSeconds: null, detectorBytes: null });
    expect([groups, differences]).toEqual([[], []]);
  });

  test("has mean and spread of runs that differ in nothing but the seed", () => {
    const { groups } = compareRuns([
      run("a", 0.8, { seed: 1 }),
      run("other method", 0.1, { method: "ADL", seed: 2 }),
      run("b", 0.9, { seed: 2 }),
      run("other configuration", 0.1, { config: null, seed: 3 }),
      run("c", 1, { seed: 3 }),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      runs: ["a", "b", "c"],
      method: "PatchCore",
      dataset: "parts",
    });
    const { mean, standardDeviation } = groups[0].comparison.any.imageAuroc!;
    expect(mean).toBeCloseTo(0.9, 15);
    expect(standardDeviation).toBeCloseTo(0.1, 15);
    // The same seed twice is no spread.
    expect(compareRuns([run("a", 0.8), run("b", 0.9)]).groups).toEqual([]);
  });

  test("says that data sets differ, or only their lists of images", () => {
    const of = (name: string, hash: string, test = 30) => ({
      dataset: { name, hash, train: 40, validation: 10, test },
    });
    const { differences } = compareRuns([run("a", 1), run("b", 1, of("nuts", "b2"))]);
    expect(differences).toEqual([
      "The runs were judged on different data sets (parts, nuts): their scores cannot be compared.",
    ]);
    const split = compareRuns([run("a", 1), run("b", 1, of("parts", "b2", 29))]);
    expect(split.differences[0]).toMatch(
      /^The runs share .* parts, .*; they have 30, 29 test images/,
    );
  });
});
