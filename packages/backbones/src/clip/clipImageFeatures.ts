import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { FeatureFunction } from "../freeze.ts";
import type { ClipConfig } from "./clipConfig.ts";
import { clipImageLayers } from "./clipImage.ts";
import type { ClipImageOptions } from "./clipImage.ts";
import type { ClipImageLayer } from "./clipLayers.ts";
import { clipImageSpec } from "./clipSpec.ts";

/**
 * The image tower in the shape that `freeze` takes.
 *
 * @param options - The options of `clipImage`.
 *
 * @example
 * const tower = clipImageFeatures(clipVitB32);
 * const { extract } = await freeze(tower, params, { layers: ["visual.proj"], input: "uint8" });
 */
export function clipImageFeatures(
  config: ClipConfig,
  options: ClipImageOptions = {},
): FeatureFunction<ClipImageLayer> {
  return {
    name: config.name,
    preprocessing: config.preprocessing,
    spec: clipImageSpec(config),
    features: (params, images: Tensor4D, layers) =>
      clipImageLayers(config, params, images, { ...options, layers }),
  };
}
