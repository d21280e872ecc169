import type { Detector } from "@flawlens/detector";
import type { AdlNetwork } from "../network/adlNetwork.ts";

/**
 * Which map of a detector is shown. `"gradient"`: where the evidence for the score lies, relative within an
 * image. `"segmentation"`: the chance that a pixel is anomalous, which means the same on every image. `"novelty"`:
 * how far each patch lies from the Gaussian of all normal patches, which means the same on every image, too; it needs
 * the novelty.
 */
export type MapChoice = "gradient" | "segmentation" | "novelty";

/**
 * A multi-cue detector: a `Detector` whose one type is `anomaly`, and the parts it computes with.
 * Its extra output `cues` holds the raw values of deviation, entropy and segmentation, by which images
 * can be ranked without ties; `normalizeCues` brings them to [0, 1]. Where the detector has it, the raw novelty is the
 * fourth.
 */
export interface Adl extends Detector, AdlNetwork {
  method: "adl";
  maps: MapChoice;
  extras: { cues: readonly string[] };
}
