import { convolve, normalize } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { add, matMul, mean, relu, reshape, sigmoid } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { topMeanAbs } from "../loss/topMeanAbs.ts";
import { doubled } from "./_doubled.ts";
import type { AdlNetwork } from "./adlNetwork.ts";
import { joinFeatures, standardize } from "./joinFeatures.ts";

/** What the three heads compute of a batch. */
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

/**
 * What the heads compute of a backbone's features.
 *
 * @param features - Finest first.
 * @param updates - Gets the running statistics that follow, in training; else null.
 */
export function decode(
  network: Pick<AdlNetwork, "backbone" | "mode" | "topFraction" | "normalizeFeatures">,
  params: Params,
  features: readonly Tensor4D[],
  updates: Params | null,
): HeadOutputs {
  const standard = standardize(network, params, features, updates);
  const joined = joinFeatures(network, params, standard, updates);
  const patches = scorePatches(params, joined);
  return {
    joined,
    patches,
    scores: topMeanAbs(patches, network.topFraction),
    probabilities: classify(params, standard[standard.length - 1]),
    logits: segment(network, params, joined, updates),
  };
}

/** One score a patch of joined features, `[N, P]`. */
export function scorePatches(params: Params, joined: Tensor4D): Tensor2D {
  const [n, height, width] = joined.shape;
  return reshape(convolve(params, "anomaly_head.scoring", joined), [n, height * width]);
}

/** The classifier on the coarsest features: the chance that an image is anomalous, `[N]`. */
export function classify(params: Params, coarsest: Tensor4D): Tensor1D {
  const weight = params["prob_head.fc.weight"] as Tensor2D;
  const pooled = mean(coarsest, [1, 2]) as Tensor2D;
  return sigmoid(
    reshape(add(matMul(pooled, weight), params["prob_head.fc.bias"]), [-1]),
  ) as Tensor1D;
}

/** Logits of normal and anomalous for every pixel of joined features, `[N, H, W, 2]`. */
export function segment(
  { backbone }: Pick<AdlNetwork, "backbone">,
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
