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
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { onOneTape } from "./_onOneTape.ts";
import type { Backward } from "./_onOneTape.ts";
import type { Adl } from "./createAdl.ts";
import type { Cues } from "./cues.ts";
import { decode, encode } from "./forward.ts";
import { blur, featureSaliency, inputSaliency, stretch } from "./saliency.ts";
import { anomalyChannel, flatRows, scoresOf } from "./scoreImages.ts";
import type { ImageScores } from "./scoreImages.ts";
import { topMean } from "./topMeanAbs.ts";

/** Where the evidence lies. */
export interface GradientMaps {
  /** M of equation 13, `[N, height, width]`, in [0, 1]. */
  fused: Tensor3D;
  /** M_k of equation 12 for each cue of the mode; where asked for. */
  cues?: Partial<Cues<Tensor3D>>;
}

/** How maps are made. */
export interface GradientMapOptions {
  /** Whether each cue's own map is returned too; one more pass back through the backbone each. Default false. */
  cues?: boolean;
  /** Of the Gaussian over the fused map, in pixels; default 8. */
  sigma?: number;
}

/**
 * Maps of the gradients of the cues, to the image and to the last convolution of the backbone,
 * by running statistics: equations 11 to 13 in the way of the mode. A whole batch at once, each image
 * as if it were alone.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function gradientMaps(
  model: Adl,
  params: Params,
  images: Tensor4D,
  options: GradientMapOptions = {},
): GradientMaps {
  return onOneTape((backward) => record(model, params, images, backward).maps(options));
}

/** Scores and gradient maps of one forward pass. */
export function scoreWithMaps(
  model: Adl,
  params: Params,
  images: Tensor4D,
  options: GradientMapOptions = {},
): { scores: ImageScores; maps: GradientMaps } {
  return onOneTape((backward) => {
    const { scores, maps } = record(model, params, images, backward);
    return { scores, maps: maps(options) };
  });
}

/** The gradients of one cue of each image, raw. */
export interface CueGradients {
  /** To the image in [0, 1]. */
  images: Tensor4D;
  /** At the output of the backbone's last convolution; of a backbone that does not name it, the coarsest features. */
  last: Tensor4D;
}

/** What equation 11 asks for, cue by cue. */
export function cueGradients(model: Adl, params: Params, images: Tensor4D): Cues<CueGradients> {
  return onOneTape((backward) => {
    const { toImages, toLast } = record(model, params, images, backward);
    const of = (cue: keyof Cues) => ({ images: toImages([cue]), last: toLast(cue) });
    return {
      deviation: of("deviation"),
      entropy: of("entropy"),
      segmentation: of("segmentation"),
    };
  });
}

/** One forward pass, and what can be asked of it. */
function record(model: Adl, params: Params, images: Tensor4D, backward: Backward) {
  const { mode, inputSize, topFraction } = model;
  const encoded = encode(model, params, images, { training: false }).features;
  const features = encoded.map(leaf);
  const heads = decode(model, params, features, null);
  const scores = scoresOf(model, heads);
  const finer = features.slice(0, -1);
  const coarsest = features[features.length - 1];

  const raw: Cues<Tensor> = {
    ...scores.cues,
    ...(mode.mapSegmentation === "logits" && {
      segmentation: topMean(flatRows(anomalyChannel(heads.logits)), topFraction),
    }),
  };
  /** To the joined features; null for the entropy, which sees the coarsest alone. */
  const toJoined = remembered((cue: keyof Cues) => backward(raw[cue], [heads.joined])[0]);
  const toCoarsest = remembered((cue: keyof Cues) => {
    const given = toJoined(cue);
    const [found] = given
      ? backward(heads.joined, [coarsest], given)
      : backward(raw[cue], [coarsest]);
    return (found ?? mul(coarsest, 0)) as Tensor4D;
  });
  /** Of the sum of cues: one pass back through the backbone. */
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
  const toLast = (cue: keyof Cues) => atLastConvolution(model, params, coarsest, toCoarsest(cue));

  const maps = ({ cues: wanted = false, sigma = 8 }: GradientMapOptions): GradientMaps => {
    const { mapCues } = mode;
    const ofImages = (cues: readonly (keyof Cues)[]) => stretch(inputSaliency(toImages(cues)));
    const ofFeatures = mapCues.map((cue) => stretch(featureSaliency(toLast(cue), inputSize)));
    const separate = wanted || mode.saliency === "averaged";
    const own = separate ? mapCues.map((cue, i) => mean([ofImages([cue]), ofFeatures[i]])) : [];
    const parts = mode.saliency === "averaged" ? own : [ofImages(mapCues), ...ofFeatures];
    return {
      fused: blur(mean(parts), sigma),
      ...(wanted && { cues: Object.fromEntries(mapCues.map((cue, i) => [cue, own[i]])) }),
    };
  };
  return { scores, toImages, toLast, maps };
}

/**
 * The gradient at the output of the backbone's last convolution, before its normalisation and the
 * shortcut: in evaluation, a ReLU and a factor for each channel away from the features.
 */
function atLastConvolution(
  { backbone }: Pick<Adl, "backbone">,
  params: Params,
  coarsest: Tensor4D,
  gradient: Tensor4D,
): Tensor4D {
  if (!backbone.lastNorm) return gradient;
  const { name, epsilon } = backbone.lastNorm;
  const of = (part: string) => params[`feature_extractor.net.${name}.${part}`];
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

function total(tensors: readonly (Tensor | null)[]): Tensor | null {
  const some = tensors.filter((x) => x !== null);
  return some.length === 0 ? null : some.reduce((sum, x) => add(sum, x));
}

const mean = (maps: readonly Tensor3D[]): Tensor3D =>
  div(total(maps) as Tensor3D, maps.length) as Tensor3D;

/** A function that computes each answer once. */
function remembered<Name extends string, Value>(f: (name: Name) => Value): (name: Name) => Value {
  const known = new Map<Name, Value>();
  return (name) => {
    if (!known.has(name)) known.set(name, f(name));
    return known.get(name) as Value;
  };
}
