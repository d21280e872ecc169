import { convolve, convSpec, linearSpec, normalize } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import { constant } from "@flawlens/ops";
import { add, concat, matMul, max, mean, relu } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { patchDiscriminator, patchDiscriminatorSpec } from "../shared/patchDiscriminator.ts";
import { standardize } from "../shared/standardize.ts";
import { xavierNormal } from "../shared/xavierNormal.ts";

/** The sizes of the trained layers. */
export interface HeadSizes {
  /** Numbers in the vector of a cell. */
  size: number;
  /** Values between the two layers of the segmentation head; released 1024. */
  hidden: number;
  /** Maps of the classification head; released 128. */
  scoreMaps: number;
}

/** The trained parameters, under the names of the release but for `adaptor`, which is its `projection`. */
export function supersimplenetSpec({ size, hidden, scoreMaps }: HeadSizes): ParamSpec[] {
  const norm = { name: "dec_head.1", epsilon: 1e-5 };
  return xavierNormal([
    ...convSpec("adaptor", { from: size, to: size, kernel: 1, bias: true }),
    ...patchDiscriminatorSpec("seg", { from: size, hidden }),
    ...convSpec("dec_head.0", { from: size + 1, to: scoreMaps, kernel: 5, bias: true, norm }),
    ...linearSpec("fc_score", { from: 2 * scoreMaps + 2, to: 1 }),
  ]);
}

/** Joined features through the linear map in front of both heads. */
export function adapt(params: Params, joined: Tensor4D): Tensor4D {
  return convolve(params, "adaptor", standardize(params, joined));
}

/** What the two heads give, in logits: higher = more anomalous. */
export interface HeadOutputs {
  /** `[N, h, w, 1]`. */
  map: Tensor4D;
  /** `[N, 1]`. */
  score: Tensor2D;
}

/**
 * The segmentation head, which gives a map, and the classification head, which looks at features and map and gives a
 * score for the image.
 *
 * @param features - `[N, h, w, size]`, adapted.
 * @param options - `updates`: gets the next running statistics, in training; else `null`. `stopGradient`: whether the
 *   classification head trains the map's parameters, too (false), or takes the map as it is (true).
 */
export function runHeads(
  params: Params,
  features: Tensor4D,
  { updates, stopGradient }: { updates: Params | null; stopGradient: boolean },
): HeadOutputs {
  const map = patchDiscriminator(params, "seg", features, updates);
  const seen = stopGradient ? constant(map) : map;
  const maps = normalize(
    params,
    "dec_head.1",
    convolve(params, "dec_head.0", concat([features, seen], 3)),
    { updates },
  );
  const activated = relu(maps);
  const pooled = concat(
    [max(activated, [1, 2]), mean(activated, [1, 2]), max(seen, [1, 2]), mean(seen, [1, 2])],
    1,
  ) as Tensor2D;
  const weight = params["fc_score.weight"] as Tensor2D;
  return { map, score: add(matMul(pooled, weight), params["fc_score.bias"]) as Tensor2D };
}
