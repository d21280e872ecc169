import type { Preprocessing } from "@flawlens/backbones";
import type { Detector, Upsampling } from "@flawlens/detector";
import type { Encoder } from "./encoder/encoder.ts";
import type { Head } from "./head/head.ts";
import type { Loss } from "./loss/multiTypeLoss.ts";
import type { Activation } from "./maps/activation.ts";
import type { Smoothing } from "./maps/smoothing.ts";

/**
 * A MultiTypeFCDD detector. It is a `Detector`, so that `predict`, `calibrate`, `exportDetector` and everything
 * else of `@flawlens/detector` takes it, and it knows the parts it is made of, which training uses.
 *
 * `types` are the names of the maps, in order: the defect types, or `["anomaly"]` in single-channel mode. `spec`
 * names every parameter `encoder.<name>` or `head.<name>`.
 */
export interface Fcdd extends Detector {
  encoder: Encoder;
  head: Head;
  activation: Activation;
  loss: Loss;
  smoothing: Smoothing;
  upsampling: Upsampling;
  preprocessing: Pick<Preprocessing, "mean" | "std">;
  /** The defect types it is trained to see, in single-channel mode too. */
  defectTypes: readonly string[];
  /** Whether it has one map for all defect types together. */
  singleChannel: boolean;
}
