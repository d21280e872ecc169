import { describe, expect, test } from "vitest";

import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { RegionDescriber } from "../describer/regionDescriber.ts";
import { describerResults } from "./describerResults.ts";
import type { DescriberEvaluation } from "./evaluateDescriber.ts";

const describer = {
  config: { steps: 1 },
  seed: 7,
  versions: { node: "as trained" },
  towers: { image: { name: "tiny" } },
} as unknown as RegionDescriber;
const manifest = {
  name: "hand",
  provenance: { dataset: "hash" },
  regions: (["train", "test", "test"] as const).map((split) => ({ split }) as RegionRecord),
} as RegionManifest;
const evaluation: DescriberEvaluation = {
  split: "test",
  candidates: 3,
  chance: { all: 1 / 3, sameObject: 1 / 2 },
  accuracy: {} as DescriberEvaluation["accuracy"],
  unknown: ["stain on gear"],
  regions: [],
};

describe("describerResults", () => {
  test("adds the run to the evaluation, counts regions, and keeps the versions of the training", () => {
    const engine = { name: "cpu", provider: "javascript", threads: 1, refused: [] };
    const results = describerResults(describer, manifest, evaluation, {
      engine,
      seconds: { train: 0, evaluate: 2 },
      versions: { node: "now", "@flawlens/cli": "1.0.0" },
    });
    expect(results).toEqual({
      method: "AlphaCLIP for individual anomalies, tiny",
      split: "test",
      candidates: 3,
      chance: { all: 1 / 3, sameObject: 1 / 2 },
      accuracy: {},
      engine: { name: "cpu", provider: "javascript", threads: 1 },
      seed: 7,
      dataset: { name: "hand", hash: "hash", train: 1, validation: 0, test: 2 },
      seconds: { train: 0, evaluate: 2 },
      versions: { node: "as trained", "@flawlens/cli": "1.0.0" },
      config: { steps: 1 },
    });
  });
});
