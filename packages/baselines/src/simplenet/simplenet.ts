import type { NetworkLayers } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import type { FeatureJoin } from "../shared/featureJoin.ts";

/** A SimpleNet: a detector, and the parts that it is trained with. */
export interface Simplenet extends Detector {
  method: "simplenet";
  layers: NetworkLayers;
  join: FeatureJoin;
  /** Numbers in the vector of a cell. */
  size: number;
}
