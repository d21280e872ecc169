import type { Params } from "@flawlens/backbones";
import {
  add,
  cast,
  clone,
  customGrad,
  div,
  greater,
  mul,
  scalar,
  sqrt,
  sum,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { Cues } from "../cues/cues.ts";
import { topMean } from "../loss/topMeanAbs.ts";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { decode } from "../network/decode.ts";
import { backbonePrefix, encode } from "../network/encode.ts";
import { anomalyChannel, flatRows, scoresOf } from "../network/scoreImages.ts";
import { fuseMaps, total } from "./_fuseMaps.ts";
import type { Backward } from "./_onOneTape.ts";

/** One forward pass, and the gradients that can be computed of it. */
export function recordCues(
  network: AdlNetwork,
  params: Params,
  images: Tensor4D,
  backward: Backward,
) {
  const { mode, topFraction } = network;
  const encoded = encode(network, params, images, { training: false }).features;
  const features = encoded.map(leaf);
  const heads = decode(network, params, features, null);
  const scores = scoresOf(network, params, { features, heads });
  const finer = features.slice(0, -1);
  const coarsest = features[features.length - 1];

  const raw: Cues<Tensor> = {
    ...scores.cues,
    ...(mode.mapSegmentation === "logits" && {
      segmentation: topMean(flatRows(anomalyChannel(heads.logits)), topFraction),
    }),
  };
  /**
   * The gradient of a cue to the joined features; null for the entropy, which depends on the coarsest features
   * only.
   */
  const toJoined = remembered((cue: keyof Cues) => backward(raw[cue], [heads.joined])[0]);
  const toCoarsest = remembered((cue: keyof Cues) => {
    const given = toJoined(cue);
    const [found] = given
      ? backward(heads.joined, [coarsest], given)
      : backward(raw[cue], [coarsest]);
    return (found ?? mul(coarsest, 0)) as Tensor4D;
  });
  /** The gradient of the sum of the cues to the images, by one backward pass through the backbone. */
  const toImages = (cues: readonly (keyof Cues)[]): Tensor4D => {
    const joined = total(cues.map(toJoined));
    const toFiner = joined ? backward(heads.joined, finer, joined) : [];
    const toFeatures = [...finer.map((_, i) => toFiner[i] ?? null), total(cues.map(toCoarsest))];
    const weighed = encoded.flatMap((x, i) => {
      const gradient = toFeatures[i];
      return gradient ? [sumAgainst(x, gradient)] : [];
    });
    const [found] = backward(total(weighed) as Tensor, [images]);
    return mul(found as Tensor4D, 255); // images count in [0, 1]
  };
  const toLast = (cue: keyof Cues) => atLastConvolution(network, params, coarsest, toCoarsest(cue));
  const maps = (options: { cues?: boolean; sigma?: number }) =>
    fuseMaps(network, { toImages, toLast }, options);
  return { scores, toImages, toLast, maps };
}

/**
 * The gradient at the output of the backbone's last convolution, before its normalisation and the
 * shortcut: in evaluation, a ReLU and a factor for each channel away from the features.
 */
function atLastConvolution(
  { backbone }: Pick<AdlNetwork, "backbone">,
  params: Params,
  coarsest: Tensor4D,
  gradient: Tensor4D,
): Tensor4D {
  if (!backbone.lastNorm) return gradient;
  const { name, epsilon } = backbone.lastNorm;
  const of = (part: string) => params[`${backbonePrefix}${name}.${part}`];
  const factor = div(of("weight"), sqrt(add(of("running_var"), epsilon)));
  const passed = mul(gradient, cast(greater(coarsest, 0), "float32"));
  return mul(passed, factor);
}

/** The same numbers where a record begins: gradients reach them and go no further. */
function leaf(x: Tensor4D): Tensor4D {
  const copy = (from: Tensor) => ({ value: clone(x), gradFunc: () => zerosLike(from) });
  return customGrad(copy as Parameters<typeof customGrad>[0])(scalar(0)) as Tensor4D;
}

/** Σ x·by, where `by` is no part of what is differentiated even if it was computed from x. */
function sumAgainst(x: Tensor4D, by: Tensor): Tensor {
  const product = (x: Tensor) => ({
    value: sum(mul(x, by)),
    gradFunc: (dy: Tensor) => mul(dy, by),
  });
  return customGrad(product as Parameters<typeof customGrad>[0])(x);
}

/** A function that computes each answer once. */
function remembered<Name extends string, Value>(f: (name: Name) => Value): (name: Name) => Value {
  const known = new Map<Name, Value>();
  return (name) => {
    if (!known.has(name)) known.set(name, f(name));
    return known.get(name) as Value;
  };
}
