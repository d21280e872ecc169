import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { RegionDescriber } from "../describer/regionDescriber.ts";
import type { DescriberEvaluation } from "./evaluateDescriber.ts";

/** An evaluation and the run it belongs to, as plain JSON: the contents of a `results.json`. */
export interface DescriberResults extends Omit<DescriberEvaluation, "regions" | "unknown"> {
  method: string;
  engine: { name: string; provider: string; threads: number };
  seed: number;
  /** Number of regions of each split; `hash` names the exact list of what they were made of. */
  dataset: { name: string; hash: string; train: number; validation: number; test: number };
  seconds: { train: number; evaluate: number };
  versions: Record<string, string>;
  config: unknown;
}

/** Facts about the run that an evaluation does not have. */
export interface DescriberRun {
  engine: DescriberResults["engine"];
  /** Seconds that training and evaluation took; 0 if the model was trained before. */
  seconds: DescriberResults["seconds"];
  /** The versions of the packages that evaluate; those of the training take precedence. */
  versions?: Record<string, string>;
}

/** An evaluation with everything that must be known to repeat it. */
export function describerResults(
  describer: RegionDescriber,
  manifest: RegionManifest,
  { regions: _ranked, unknown: _unknown, ...evaluation }: DescriberEvaluation,
  { engine, seconds, versions }: DescriberRun,
): DescriberResults {
  const count = (side: RegionRecord["split"]) =>
    manifest.regions.filter(({ split }) => split === side).length;
  const { name, provider, threads } = engine;
  return {
    method: `AlphaCLIP for individual anomalies, ${describer.towers.image.name}`,
    ...evaluation,
    engine: { name, provider, threads },
    seed: describer.seed,
    dataset: {
      name: manifest.name,
      hash: manifest.provenance.dataset,
      train: count("train"),
      validation: count("validation"),
      test: count("test"),
    },
    seconds,
    versions: { ...versions, ...describer.versions },
    config: describer.config,
  };
}
