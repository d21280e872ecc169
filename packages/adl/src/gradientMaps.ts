import type { Params } from "@flawlens/backbones";
import { add, cast, div, engine, greater, mul, softmax, sqrt, sum } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { entropyOf } from "./_cueTensors.ts";
import { tidyOutput } from "./_tidyOutput.ts";
import type { Adl } from "./createAdl.ts";
import { cueNames } from "./cues.ts";
import type { Cues } from "./cues.ts";
import { classify, encode, joinFeatures, scorePatches, segment, standardize } from "./forward.ts";
import { blur, featureSaliency, inputSaliency, stretch } from "./saliency.ts";
import { anomalyChannel, flatRows } from "./scoreImages.ts";
import { topMean, topMeanAbs } from "./topMeanAbs.ts";

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
  { cues: wanted = false, sigma = 8 }: GradientMapOptions = {},
): GradientMaps {
  const { mode, inputSize } = model;
  return tidyOutput(() => {
    const found = cueGradients(model, params, images);
    const size = inputSize;
    const toImages = (features: readonly Tensor4D[]) =>
      stretch(inputSaliency(imageGradient(model, params, images, features)));
    const ofFeatures = Object.fromEntries(
      mode.mapCues.map((cue) => {
        const last = atLastConvolution(model, params, found.features, found.gradients[cue]);
        return [cue, stretch(featureSaliency(last, size))];
      }),
    ) as Record<keyof Cues, Tensor3D>;
    const own = (cue: keyof Cues) =>
      div(add(toImages(found.gradients[cue]), ofFeatures[cue]), 2) as Tensor3D;
    const separate = wanted || mode.saliency === "averaged";
    const cues: Partial<Cues<Tensor3D>> = separate
      ? Object.fromEntries(mode.mapCues.map((cue) => [cue, own(cue)]))
      : {};
    const parts =
      mode.saliency === "averaged"
        ? mode.mapCues.map((cue) => cues[cue] as Tensor3D)
        : [
            toImages(addEach(mode.mapCues.map((cue) => found.gradients[cue]))),
            ...mode.mapCues.map((cue) => ofFeatures[cue]),
          ];
    const mean = div(
      parts.reduce((total, part) => add(total, part)),
      parts.length,
    ) as Tensor3D;
    return { fused: blur(mean, sigma), ...(wanted && { cues }) };
  });
}

/**
 * The gradients of the cues of each image to the backbone's features, finest first.
 */
export function cueGradients(
  model: Adl,
  params: Params,
  images: Tensor4D,
): { features: Tensor4D[]; gradients: Record<keyof Cues, Tensor4D[]> } {
  const { mode, topFraction } = model;
  const { features } = encode(model, params, images, { training: false });
  const join = () => joinFeatures(model, params, standardize(model, params, features, null), null);
  const joined = join();
  const last = features[features.length - 1];
  const none = features.map((x) => mul(x, 0) as Tensor4D);

  const toJoined: Partial<Record<keyof Cues, Tensor4D>> = {};
  if (mode.mapCues.includes("deviation"))
    [toJoined.deviation] = gradientsOf(
      () => sum(topMeanAbs(scorePatches(params, joined), topFraction)),
      [joined],
    );
  if (mode.mapCues.includes("segmentation"))
    [toJoined.segmentation] = gradientsOf(() => {
      const logits = segment(model, params, joined, null);
      const seen = mode.mapSegmentation === "logits" ? logits : softmax(logits);
      return sum(topMean(flatRows(anomalyChannel(seen)), topFraction));
    }, [joined]);

  const gradients = { deviation: none, entropy: none, segmentation: none };
  for (const cue of cueNames) {
    if (!mode.mapCues.includes(cue)) continue;
    const given = toJoined[cue];
    if (given) gradients[cue] = gradientsOf(() => sum(mul(join(), given)), features);
    else {
      const [toLast] = gradientsOf(() => {
        const standard = standardize(model, params, features, null);
        return sum(entropyOf(classify(params, standard[standard.length - 1])));
      }, [last]);
      gradients[cue] = [...none.slice(0, -1), toLast];
    }
  }
  return { features, gradients };
}

/** The gradient to images of what has these gradients to the features of the backbone. */
export function imageGradient(
  model: Adl,
  params: Params,
  images: Tensor4D,
  gradients: readonly Tensor4D[],
): Tensor4D {
  const [gradient] = gradientsOf(() => {
    const { features } = encode(model, params, images, { training: false });
    const products = features.map((x, i) => sum(mul(x, gradients[i])));
    return products.reduce((total, each) => add(total, each));
  }, [images]);
  return mul(gradient, 255); // images count in [0, 1]
}

/**
 * The gradient at the output of the backbone's last convolution, before its normalisation and the
 * shortcut: in evaluation, a ReLU and a factor for each channel away from the features.
 */
export function atLastConvolution(
  { backbone }: Pick<Adl, "backbone">,
  params: Params,
  features: readonly Tensor4D[],
  gradients: readonly Tensor4D[],
): Tensor4D {
  const last = gradients.length - 1;
  if (!backbone.lastNorm) return gradients[last];
  const { name, epsilon } = backbone.lastNorm;
  const of = (part: string) => params[`feature_extractor.net.${name}.${part}`];
  const factor = div(of("weight"), sqrt(add(of("running_var"), epsilon)));
  const passed = mul(gradients[last], cast(greater(features[last], 0), "float32"));
  return mul(passed, factor);
}

const addEach = (lists: readonly (readonly Tensor4D[])[]): Tensor4D[] =>
  lists[0].map((_, i) => lists.map((list) => list[i]).reduce((a, b) => add(a, b)));

/** Gradients of one number, of the same shapes as `xs`; zeros where it does not depend on one. */
function gradientsOf(f: () => Tensor, xs: readonly Tensor4D[]): Tensor4D[] {
  const start = undefined as unknown as Tensor; // from 1
  const { grads } = engine().gradients(() => f() as Scalar, xs as Tensor[], start, true);
  return grads.map((gradient, i) => (gradient ?? mul(xs[i], 0)) as Tensor4D);
}
