import type { RegionManifest, RegionRecord } from "@flawlens/alphaclip";
import type { Engine } from "@flawlens/tfjs-backend-ort";
import { versions } from "../../multitype-fcdd/src/versions.ts";
import type { Chance, Judgement } from "./judge.ts";
import type { Model } from "./modelFile.ts";

/** What an evaluation found: the contents of `results.json`. Fractions in [0, 1]. */
export interface Results {
  method: string;
  engine: Pick<Engine, "name" | "provider" | "threads">;
  seed: number;
  /** Regions of each side; `hash` names the exact list. */
  dataset: { name: string; hash: string; train: number; validation: number; test: number };
  split: RegionRecord["split"];
  candidates: number;
  chance: Chance;
  accuracy: Judgement;
  /** The model before it was trained, where it could describe already. */
  zeroShot?: Judgement;
  seconds: { train: number; evaluate: number };
  versions: Record<string, string>;
  config: unknown;
}

/** What a judgement does not know about its run. */
export function makeResults(
  model: Model,
  regions: RegionManifest,
  found: Pick<Results, "accuracy" | "zeroShot" | "chance" | "split" | "seconds" | "engine">,
): Results {
  const count = (side: RegionRecord["split"]) =>
    regions.regions.filter(({ split }) => split === side).length;
  const { name, provider, threads } = found.engine;
  return {
    method: `AlphaCLIP for individual anomalies, ${model.towers.image.name}`,
    ...found,
    engine: { name, provider, threads },
    seed: model.seed,
    dataset: {
      name: regions.name,
      hash: regions.provenance.dataset,
      train: count("train"),
      validation: count("validation"),
      test: count("test"),
    },
    candidates: regions.descriptions.length,
    versions: { ...versions("@flawlens/alphaclip", import.meta.url), ...model.versions },
    config: model.config,
  };
}
