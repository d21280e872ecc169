import type { Params } from "@flawlens/backbones";

import type { RegionManifest } from "../data/regionRecord.ts";
import type { Towers } from "../towers/towers.ts";
import type { DescriberConfig } from "./describerConfig.ts";

/** What is known of a trained region describer beside its parameters; plain JSON. */
export interface DescriberFacts {
  config: DescriberConfig;
  /** What it was trained to tell apart: the candidates to choose from where no others are given. */
  descriptions: RegionManifest["descriptions"];
  /** The texts of training, each once. A small text network knows the words of these. */
  texts: string[];
  seed: number;
  /** Name of the regions it was trained on, and the `datasetHash` of what they were made of. */
  dataset: { name: string; hash: string };
  /** Versions of what trained it. */
  versions: Record<string, string>;
}

/** A trained model that describes regions: `createAlphaClip` takes its towers and parameters. */
export interface RegionDescriber extends DescriberFacts {
  towers: Towers;
  params: Params;
  /** The parameters before training, where the model could describe regions already: a CLIP. */
  before?: Params;
}
