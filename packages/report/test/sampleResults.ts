import type { Results, Scores } from "../src/results.ts";

/** All seven scores, each a little lower than the one before. */
export function sampleScores(imageAuroc: number): Scores {
  return {
    imageAuroc,
    imageAveragePrecision: imageAuroc - 0.1,
    imageF1Max: imageAuroc - 0.2,
    pixelAuroc: imageAuroc - 0.05,
    pixelAveragePrecision: imageAuroc - 0.4,
    pixelF1Max: imageAuroc - 0.3,
    aupro: imageAuroc - 0.15,
  };
}

/** Every score undefined. */
export const noScores: Scores = {
  imageAuroc: null,
  imageAveragePrecision: null,
  imageF1Max: null,
  pixelAuroc: null,
  pixelAveragePrecision: null,
  pixelF1Max: null,
  aupro: null,
};

/** A run with two types, one of them undefined. */
export function sampleResults(changes: Partial<Results> = {}): Results {
  return {
    method: "multitype-fcdd",
    engine: { name: "ort", provider: "cpu", threads: 2 },
    seed: 7,
    dataset: { name: "tiles", hash: "abc123", train: 40, validation: 10, test: 30 },
    macro: sampleScores(0.97),
    types: {
      scratch: { ...sampleScores(0.97), support: 12, threshold: 0.4321 },
      "missing parts": { ...noScores, support: 0, threshold: null },
    },
    any: sampleScores(0.9),
    undefinedTypes: ["missing parts: no test image shows it"],
    meanImagePixelAuroc: 0.91,
    leftOut: [],
    pixels: { ranking: "exact" },
    seconds: { train: 200, evaluate: 3.21 },
    peakMemory: 805306368,
    versions: { "@flawlens/fcdd": "0.1.0" },
    config: { steps: 600 },
    ...changes,
  };
}
