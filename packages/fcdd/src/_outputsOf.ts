import type { Params } from "@flawlens/backbones";
import type { DetectorOutputs } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "./fcdd.ts";
import { decode, encode } from "./forward.ts";
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
  const { scoring, smoothing, upsampling, inputSize } = parts;
  return tidyOutput(() => {
    const { output: features } = encode(parts, params, images, { training: false });
    const { output: sharp } = decode(parts, params, features, { training: false });
    const maps = smoothing.apply(sharp);
    return { scores: scoring.score(maps, () => upsampling.apply(maps, inputSize)), maps };
  });
}
