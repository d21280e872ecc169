import { describe, expect, test } from "vitest";
import { noScores, sampleResults, sampleScores } from "../test/sampleResults.ts";
import { compareResults } from "./compareResults.ts";
import { formatComparison } from "./formatComparison.ts";

const runs = [0.9, 0.92, 0.97].map((score, i) => {
  const macro = { ...sampleScores(score), ...(i === 2 && { aupro: null }) };
  return sampleResults({ seed: i, macro });
});

describe("compareResults", () => {
  test("gives mean and sample standard deviation", () => {
    const { imageAuroc } = compareResults(runs).macro;
    expect(imageAuroc?.mean).toBeCloseTo(0.93, 15);
    expect(imageAuroc?.standardDeviation).toBeCloseTo(Math.sqrt(0.0013), 15); // (9 + 1 + 16)e-4 / 2
    expect(imageAuroc?.runs).toBe(3);
  });

  test("takes undefined scores out and counts the rest", () => {
    const { macro, types } = compareResults(runs);
    expect(macro.aupro?.runs).toBe(2);
    expect(macro.aupro?.mean).toBeCloseTo(0.76, 15);
    expect(types["missing parts"].imageAuroc).toBeNull();
  });

  test("has no spread for one run, and refuses none", () => {
    expect(compareResults([runs[0]]).macro.imageAuroc?.standardDeviation).toBeNull();
    expect(() => compareResults([])).toThrow(
      new RangeError("compareResults: expected results, got none"),
    );
  });

  test("names what differs beside the seed", () => {
    expect(compareResults(runs).differences).toEqual([]);
    const other = sampleResults({ method: "adl", dataset: { ...runs[0].dataset, hash: "ffff" } });
    expect(compareResults([runs[0], other]).differences).toEqual([
      "methods differ: multitype-fcdd; adl",
      "data sets differ: tiles (abc123); tiles (ffff)",
    ]);
  });

  test("keeps a type or category that only some runs have", () => {
    const some = sampleResults({ categories: { cap: sampleScores(0.8) } });
    const { categories } = compareResults([some, sampleResults()]);
    expect(categories?.cap.imageAuroc).toEqual({ mean: 0.8, standardDeviation: null, runs: 1 });
  });
});

describe("formatComparison", () => {
  test("shows mean ± deviation, dashes and stars, and says what they mean", () => {
    const table = formatComparison(compareResults(runs));
    expect(`\n${table}\n`).toBe(`
Scores in percent, mean ± standard deviation of 3 runs (seeds 0, 1, 2)
                    image                               pixel
type                AUROC          AP       F1max       AUROC          AP       F1max        AUPRO
──────────────────────────────────────────────────────────────────────────────────────────────────
scratch        97.0 ± 0.0  87.0 ± 0.0  77.0 ± 0.0  92.0 ± 0.0  57.0 ± 0.0  67.0 ± 0.0   82.0 ± 0.0
missing parts           –           –           –           –           –           –            –
──────────────────────────────────────────────────────────────────────────────────────────────────
mean of types  93.0 ± 3.6  83.0 ± 3.6  73.0 ± 3.6  88.0 ± 3.6  53.0 ± 3.6  63.0 ± 3.6  76.0 ± 1.4*
any defect     90.0 ± 0.0  80.0 ± 0.0  70.0 ± 0.0  85.0 ± 0.0  50.0 ± 0.0  60.0 ± 0.0   75.0 ± 0.0
– undefined in every run.
* undefined in some runs: mean of the others.
`);
  });

  test("says that one run has no spread", () => {
    expect(formatComparison(compareResults([sampleResults({ any: noScores })]))).toContain(
      "Scores in percent, one run (seed 7): no spread",
    );
  });
});
