import { normalizeImages } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { div } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";
import type { Fcdd } from "./createFcdd.ts";
import { pseudoHuber } from "./pseudoHuber.ts";

/** Features or maps, and what running statistics become. */
export interface Forward {
  output: Tensor4D;
  /** By the names of the detector's parameters. */
  updates: Params;
}

/**
 * The detector's features of images.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 * @returns `[N, u, v, encoder.channels]`.
 */
export function encode(
  { encoder, preprocessing }: Pick<Fcdd, "encoder" | "preprocessing">,
  params: Params,
  images: Tensor4D,
  { training }: { training: boolean },
): Forward {
  return tidyOutput(() => {
    const prepared = normalizeImages(div(images, 255), preprocessing);
    const { features, updates } = encoder.features(part("encoder.", params), prepared, {
      training,
    });
    return { output: features, updates: named("encoder.", updates) };
  });
}

/**
 * The anomaly maps that the head makes of features, at its own resolution.
 *
 * @returns `[N, u, v, M]`, `>= 0`.
 */
export function decode(
  { head }: Pick<Fcdd, "head">,
  params: Params,
  features: Tensor4D,
  { training }: { training: boolean },
): Forward {
  return tidyOutput(() => {
    const { phi, updates } = head.apply(part("head.", params), features, { training });
    return { output: pseudoHuber(phi), updates: named("head.", updates) };
  });
}

/** Everything a detector says about images, for scoring and for export. */
export interface FcddOutputs {
  /** `[N, M]`. */
  scores: Tensor2D;
  /** `[N, u, v, M]`. */
  maps: Tensor4D;
}

/**
 * Scores and maps of images, by running statistics.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function detect(model: Fcdd, params: Params, images: Tensor4D): FcddOutputs {
  return tidyOutput(() => {
    const { output: features } = encode(model, params, images, { training: false });
    const { output: sharp } = decode(model, params, features, { training: false });
    const maps = model.smoothing.apply(sharp);
    const upsampled = () => model.upsampling.apply(maps, model.inputSize);
    return { scores: model.scoring.score(maps, upsampled), maps };
  });
}

/** Parameters of one part, by its own names. */
function part(prefix: string, params: Params): Params {
  const own: Params = {};
  for (const [name, value] of Object.entries(params))
    if (name.startsWith(prefix)) own[name.slice(prefix.length)] = value;
  return own;
}

const named = (prefix: string, params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [prefix + name, value]));
