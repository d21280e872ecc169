import type { Params } from "@flawlens/backbones";
import { tidyOutput } from "@flawlens/ops";
import { reshape, slice, softmax } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { entropyOf, fusedCues, normalizedCues } from "../cues/_cueTensors.ts";
import type { Cues } from "../cues/cues.ts";
import { topMean } from "../loss/topMeanAbs.ts";
import { fuseNovelty } from "../novelty/fuseNovelty.ts";
import { checkFitted } from "../novelty/noveltyParams.ts";
import { patchVectors } from "../novelty/patchVectors.ts";
import { scorePatchVectors } from "../novelty/scorePatchVectors.ts";
import type { PatchScores } from "../novelty/scorePatchVectors.ts";
import type { AdlNetwork } from "./adlNetwork.ts";
import { decode } from "./decode.ts";
import type { HeadOutputs } from "./decode.ts";
import { encode } from "./encode.ts";

/** Everything that a detector computes of images without gradients. */
export interface ImageScores {
  /** The fused score, `[N]`. */
  scores: Tensor1D;
  /** Raw, `[N]` each. */
  cues: Cues<Tensor1D>;
  /** The cues scaled to [0, 1], `[N]` each. */
  normalized: Cues<Tensor1D>;
  /** `[N]`: the classifier's chance that an image is anomalous. */
  probabilities: Tensor1D;
  /** `[N, H, W]`: the segmentation head's chance that a pixel is anomalous. */
  segmentation: Tensor3D;
  /** The fourth cue, raw, of images and of their patches; where the detector has the novelty. */
  patchScores?: PatchScores;
}

/**
 * Scores of images by running statistics.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function scoreImages(network: AdlNetwork, params: Params, images: Tensor4D): ImageScores {
  return tidyOutput(() =>
    scoreFeatures(network, params, encode(network, params, images, { training: false }).features),
  );
}

/** {@link scoreImages} from features that are already computed, finest first. */
export function scoreFeatures(
  network: AdlNetwork,
  params: Params,
  features: readonly Tensor4D[],
): ImageScores {
  return tidyOutput(() => {
    const heads = decode(network, params, features, null);
    return scoresOf(network, params, { features, heads });
  });
}

/** The scores that follow from the features and the outputs of the heads. */
export function scoresOf(
  { topFraction, scales, mode, novelty }: AdlNetwork,
  params: Params,
  { features, heads }: { features: readonly Tensor4D[]; heads: HeadOutputs },
): ImageScores {
  const { scores, probabilities, logits } = heads;
  const segmentation = anomalyChannel(softmax(logits));
  const cues = {
    deviation: scores,
    entropy: entropyOf(probabilities),
    segmentation: topMean(flatRows(segmentation), topFraction),
  };
  const normalized = normalizedCues(cues, scales);
  const fused = fusedCues(normalized, mode.fusion);
  const three = { scores: fused, cues, normalized, probabilities, segmentation };
  if (!novelty) return three;
  checkFitted(params);
  const patchScores = scorePatchVectors(params, patchVectors(features), novelty.neighbors);
  return { ...three, patchScores, scores: fuseNovelty(fused, patchScores.novelty, novelty) };
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
