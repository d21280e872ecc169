import type { Results } from "@flawlens/report";

/** The results of a run with one type of defect, all of whose scores are the same. */
export function sampleResults(score: number, changes: Partial<Results> = {}): Results {
  const scores = {
    imageAuroc: score,
    imageAveragePrecision: score,
    imageF1Max: score,
    pixelAuroc: score,
    pixelAveragePrecision: score,
    pixelF1Max: score,
    aupro: null,
  };
  return {
    method: "PatchCore",
    engine: { name: "ort", provider: "cpu", threads: 2 },
    seed: 1,
    dataset: { name: "parts", hash: "a1", train: 40, validation: 10, test: 30 },
    macro: scores,
    types: { anomaly: { ...scores, support: 20, threshold: 0.5 } },
    any: scores,
    decisions: { found: 18, positives: 20, falseAlarms: 1, negatives: 10 },
    undefinedTypes: [],
    meanImagePixelAuroc: null,
    leftOut: [],
    pixels: { ranking: "exact" },
    seconds: { train: 83, evaluate: 3 },
    peakMemory: 805306368,
    versions: {},
    config: { fraction: 0.01 },
    ...changes,
  };
}
