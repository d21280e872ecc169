import type { DescriberResults } from "@flawlens/alphaclip";

const tally = (correct: number, count: number) => ({ count, correct, accuracy: correct / count });

/** How 4 regions of a nut and 4 of a bolt are described, so many of each rightly. */
function accuracyOf(nut: number, bolt: number) {
  return {
    total: tally(nut + bolt, 8),
    byCategory: { nut: tally(nut, 4), bolt: tally(bolt, 4) },
    byRegionCount: { 1: tally(nut, 4), 2: tally(bolt, 4) },
    macro: (nut + bolt) / 8,
    top5: 1,
  };
}

/** The results of a region describer that is better with a region's mask than without. */
export function describerResults(changes: Partial<DescriberResults> = {}): DescriberResults {
  const judged = (nut: number, bolt: number) => ({
    all: accuracyOf(nut, bolt),
    sameObject: accuracyOf(nut + 1, bolt),
  });
  return {
    method: "AlphaCLIP for individual anomalies, small",
    split: "test",
    candidates: 4,
    chance: { all: 0.25, sameObject: 0.5 },
    accuracy: { region: judged(3, 4), none: judged(1, 2), wrong: judged(0, 1) },
    engine: { name: "ort", provider: "cpu", threads: 2 },
    seed: 1,
    dataset: { name: "parts", hash: "a1", train: 40, validation: 10, test: 8 },
    seconds: { train: 83, evaluate: 3 },
    versions: {},
    config: {},
    ...changes,
  };
}
