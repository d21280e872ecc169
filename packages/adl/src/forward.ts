import { convolve, normalize, normalizeImages } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import {
  concat,
  div,
  image,
  mean,
  mul,
  relu,
  reshape,
  sigmoid,
  slice,
  add,
  matMul,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";
import type { BackboneOutput } from "./backbone.ts";
import type { Adl } from "./createAdl.ts";
import { topMeanAbs } from "./topMeanAbs.ts";

/** What the three heads say of a batch. */
export interface HeadOutputs {
  /** F of the paper, `[N, h, w, C]`: every scale at the resolution of the finest. */
  joined: Tensor4D;
  /** s of equation 2, `[N, P]`: one score a patch, any sign. */
  patches: Tensor2D;
  /** S, `[N]`. */
  scores: Tensor1D;
  /** p, `[N]`: the classifier's chance that an image is anomalous. */
  probabilities: Tensor1D;
  /** `[N, H, W, 2]`; channel 1 is anomaly. */
  logits: Tensor4D;
}

type Net = Pick<Adl, "backbone" | "mode" | "topFraction" | "normalizeFeatures">;

const prefix = "feature_extractor.net.";

/**
 * The backbone's features of images, finest first.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function encode(
  { backbone }: Pick<Adl, "backbone">,
  params: Params,
  images: Tensor4D,
  { training }: { training: boolean },
): BackboneOutput {
  return tidyOutput(() => {
    const own: Params = {};
    for (const [name, value] of Object.entries(params))
      if (name.startsWith(prefix)) own[name.slice(prefix.length)] = value;
    const prepared = normalizeImages(div(images, 255), backbone.preprocessing);
    const { features, updates } = backbone.features(own, prepared, { training });
    const named = Object.entries(updates).map(([name, value]) => [prefix + name, value]);
    return { features, updates: Object.fromEntries(named) };
  });
}

/**
 * Features of each scale with mean 0 and variance 1, channel by channel, where the detector asks for it.
 *
 * @param updates - Where running statistics go, in training; else null.
 */
export function standardize(
  { normalizeFeatures }: Pick<Adl, "normalizeFeatures">,
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
 * @param updates - Where running statistics go, in training; else null.
 * @returns `[N, h, w, sum of channels]`.
 */
export function joinFeatures(
  { mode }: Pick<Adl, "mode">,
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

/** Twice the sides, each cell four times. */
function doubled(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  return image.resizeNearestNeighbor(x, [2 * height, 2 * width]);
}

/** The first half of the channels, times the sigmoid of the second. */
export function gated(x: Tensor4D): Tensor4D {
  const half = x.shape[3] / 2;
  const [value, gate] = [0, half].map((from) => slice(x, [0, 0, 0, from], [-1, -1, -1, half]));
  return mul(value, sigmoid(gate));
}

/** One score a patch of joined features, `[N, P]`. */
export function scorePatches(params: Params, joined: Tensor4D): Tensor2D {
  const [n, height, width] = joined.shape;
  return reshape(convolve(params, "anomaly_head.scoring", joined), [n, height * width]);
}

/** The classifier on the coarsest features, `[N]`. */
export function classify(params: Params, coarsest: Tensor4D): Tensor1D {
  const weight = params["prob_head.fc.weight"] as Tensor2D;
  const pooled = mean(coarsest, [1, 2]) as Tensor2D;
  return sigmoid(
    reshape(add(matMul(pooled, weight), params["prob_head.fc.bias"]), [-1]),
  ) as Tensor1D;
}

/** Logits of normal and anomalous for every pixel of joined features, `[N, H, W, 2]`. */
export function segment(
  { backbone }: Pick<Adl, "backbone">,
  params: Params,
  joined: Tensor4D,
  updates: Params | null,
): Tensor4D {
  const layer = (x: Tensor4D, conv: string, norm: string) =>
    relu(normalize(params, norm, convolve(params, conv, x), { updates }));
  let x = layer(layer(joined, "db1.0", "db1.1"), "db1.3", "db1.4");
  for (let step = 1; step <= Math.log2(backbone.stride); step++)
    x = layer(doubled(x), `up${step}.1`, `up${step}.2`);
  return convolve(params, "fin_out.0", x);
}

/**
 * What the heads say of a backbone's features.
 *
 * @param updates - Where running statistics go, in training; else null.
 */
export function decode(
  model: Net,
  params: Params,
  features: readonly Tensor4D[],
  updates: Params | null,
): HeadOutputs {
  const standard = standardize(model, params, features, updates);
  const joined = joinFeatures(model, params, standard, updates);
  const patches = scorePatches(params, joined);
  return {
    joined,
    patches,
    scores: topMeanAbs(patches, model.topFraction),
    probabilities: classify(params, standard[standard.length - 1]),
    logits: segment(model, params, joined, updates),
  };
}
