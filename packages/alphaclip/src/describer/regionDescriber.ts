import type { Params } from "@flawlens/backbones";

import type { RegionManifest } from "../data/regionRecord.ts";
import type { Towers } from "../towers/towers.ts";
import type { DescriberConfig } from "./describerConfig.ts";

/** The facts about a trained region describer beside its parameters, as plain JSON. */
export interface DescriberFacts {
  config: DescriberConfig;
  /** The descriptions that it was trained on: the candidates to choose from unless others are given. */
  descriptions: RegionManifest["descriptions"];
  /** The texts of training, each once. A small text network knows only the words of these. */
  texts: string[];
  seed: number;
  /** The name of the regions it was trained on, and the `datasetHash` of the data set they were made from. */
  dataset: { name: string; hash: string };
  /** The versions of the packages that trained it. */
  versions: Record<string, string>;
}

/** A trained model that describes regions: `createAlphaClip` takes its towers and parameters. */
export interface RegionDescriber extends DescriberFacts {
  towers: Towers;
  params: Params;
  /** The parameters before training, if that model could describe regions already, as a CLIP can. */
  before?: Params;
}
