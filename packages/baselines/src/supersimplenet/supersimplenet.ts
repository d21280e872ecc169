import type { NetworkLayers } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import type { FeatureJoin } from "../shared/featureJoin.ts";

/** A SuperSimpleNet: a detector, and the parts that it is trained with. */
export interface Supersimplenet extends Detector {
  method: "supersimplenet";
  layers: NetworkLayers;
  join: FeatureJoin;
  /** Numbers in the vector of a cell. */
  size: number;
  /** Cells of the map. */
  grid: { height: number; width: number };
}
