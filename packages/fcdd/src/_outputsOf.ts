import type { Params } from "@flawlens/backbones";
import type { DetectorOutputs } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { headMaps } from "./_headMaps.ts";
import type { Fcdd } from "./fcdd.ts";
import { encode } from "./forward.ts";
import type { Scoring } from "./maps/scoring.ts";

/** What scores and maps depend on, beside parameters and images. */
type Parts = { scoring: Scoring } & Pick<
  Fcdd,
  "encoder" | "head" | "activation" | "preprocessing" | "smoothing" | "upsampling" | "inputSize"
>;

/**
 * Scores and maps of images, by running statistics.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function outputsOf(parts: Parts, params: Params, images: Tensor4D): DetectorOutputs {
  return tidyOutput(() => headOutputsOf(parts, params, featuresOf(parts, params, images)));
}

/** The features of images that the head reads, `[N, u, v, channels]`. */
export function featuresOf(
  parts: Pick<Parts, "encoder" | "preprocessing">,
  params: Params,
  images: Tensor4D,
): Tensor4D {
  return encode(parts, params, images, { training: false }).output;
}

/** Scores and maps from features. */
export function headOutputsOf(
  parts: Omit<Parts, "encoder" | "preprocessing">,
  params: Params,
  features: Tensor4D,
): DetectorOutputs {
  const { scoring, upsampling, inputSize } = parts;
  return tidyOutput(() => {
    const maps = headMaps(parts, params, features);
    return { scores: scoring.score(maps, () => upsampling.apply(maps, inputSize)), maps };
  });
}
