import { convolve, normalize } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { concat, image, mul, sigmoid, slice } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { doubled } from "./_doubled.ts";
import type { AdlNetwork } from "./adlNetwork.ts";

/**
 * Features of each scale with mean 0 and variance 1, channel by channel, where the detector asks for it.
 *
 * @param updates - Gets the running statistics that follow, in training; else null.
 */
export function standardize(
  { normalizeFeatures }: Pick<AdlNetwork, "normalizeFeatures">,
  params: Params,
  features: readonly Tensor4D[],
  updates: Params | null,
): Tensor4D[] {
  if (!normalizeFeatures) return [...features];
  return features.map((x, i) => normalize(params, `input.${i}`, x, { updates }));
}

/**
 * Every scale at the resolution of the finest, joined: F of the paper. Coarser ones go through
 * up-blocks (nearest x2, 3x3 convolution, batch norm, gated linear unit), or bilinear interpolation.
 *
 * @param updates - Gets the running statistics that follow, in training; else null.
 * @returns `[N, h, w, sum of channels]`.
 */
export function joinFeatures(
  { mode }: Pick<AdlNetwork, "mode">,
  params: Params,
  features: readonly Tensor4D[],
  updates: Params | null,
): Tensor4D {
  const [finest, ...coarser] = features;
  const [, height, width] = finest.shape;
  const enlarged = coarser.map((x, i) => {
    if (mode.upsampling === "bilinear")
      return image.resizeBilinear(x, [height, width], false, true);
    let y = x;
    for (let step = 1; step <= i + 1; step++) {
      const name = `feature_extractor.upsample${i + 3}_${step}`;
      y = gated(
        normalize(params, `${name}.2`, convolve(params, `${name}.1`, doubled(y)), { updates }),
      );
    }
    return y;
  });
  return concat([finest, ...enlarged], 3);
}

/** The first half of the channels, times the sigmoid of the second. */
export function gated(x: Tensor4D): Tensor4D {
  const half = x.shape[3] / 2;
  const [value, gate] = [0, half].map((from) => slice(x, [0, 0, 0, from], [-1, -1, -1, half]));
  return mul(value, sigmoid(gate));
}
