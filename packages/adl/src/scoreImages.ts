import type { Params } from "@flawlens/backbones";
import { reshape, slice, softmax } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { entropyOf, fusedCues, normalizedCues } from "./_cueTensors.ts";
import { tidyOutput } from "@flawlens/ops";
import type { Adl } from "./createAdl.ts";
import type { Cues } from "./cues.ts";
import { decode, encode } from "./forward.ts";
import type { HeadOutputs } from "./forward.ts";
import { topMean } from "./topMeanAbs.ts";

/** Everything a detector says about images, without gradients. */
export interface ImageScores {
  /** The fused score, `[N]`. */
  scores: Tensor1D;
  /** Raw, `[N]` each. */
  cues: Cues<Tensor1D>;
  /** In [0, 1], `[N]` each. */
  normalized: Cues<Tensor1D>;
  /** `[N]`: the classifier's chance that an image is anomalous. */
  probabilities: Tensor1D;
  /** `[N, H, W]`: the segmentation head's chance that a pixel is anomalous. */
  segmentation: Tensor3D;
}

/**
 * Scores of images by running statistics.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function scoreImages(model: Adl, params: Params, images: Tensor4D): ImageScores {
  return tidyOutput(() =>
    scoreFeatures(model, params, encode(model, params, images, { training: false }).features),
  );
}

/** {@link scoreImages} of features at hand. */
export function scoreFeatures(
  model: Adl,
  params: Params,
  features: readonly Tensor4D[],
): ImageScores {
  return tidyOutput(() => scoresOf(model, decode(model, params, features, null)));
}

/** The scores that follow from what the heads say. */
export function scoresOf(
  { topFraction, scales, mode }: Pick<Adl, "topFraction" | "scales" | "mode">,
  { scores, probabilities, logits }: HeadOutputs,
): ImageScores {
  const segmentation = anomalyChannel(softmax(logits));
  const cues = {
    deviation: scores,
    entropy: entropyOf(probabilities),
    segmentation: topMean(flatRows(segmentation), topFraction),
  };
  const normalized = normalizedCues(cues, scales);
  const fused = fusedCues(normalized, mode.fusion);
  return { scores: fused, cues, normalized, probabilities, segmentation };
}

/** Channel 1 of `[N, H, W, 2]`. */
export function anomalyChannel(x: Tensor4D): Tensor3D {
  const [n, height, width] = x.shape;
  return reshape(slice(x, [0, 0, 0, 1], [-1, -1, -1, 1]), [n, height, width]);
}

/** `[N, H, W]` as `[N, H * W]`. */
export function flatRows(x: Tensor3D): Tensor2D {
  return reshape(x, [x.shape[0], x.shape[1] * x.shape[2]]);
}
