import { normalizeImages } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { tidyOutput } from "@flawlens/ops";
import { div, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "./fcdd.ts";
import type { HeadOptions } from "./head/head.ts";

/** One part of the forward pass. */
export interface Forward {
  /** Features or maps. */
  output: Tensor4D;
  /** New running statistics, by the names of the detector's parameters. */
  updates: Params;
}

/**
 * The detector's features of images.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 * @param options - `training`: whether a trainable encoder normalises by the batch's own statistics.
 * @returns `[N, u, v, encoder.channels]`.
 */
export function encode(
  { encoder, preprocessing }: Pick<Fcdd, "encoder" | "preprocessing">,
  params: Params,
  images: Tensor4D,
  { training }: { training: boolean },
): Forward {
  return tidyOutput(() => {
    const input = prepared(images, preprocessing);
    const { features, updates } = encoder.features(part("encoder.", params), input, { training });
    return { output: features, updates: named("encoder.", updates) };
  });
}

/**
 * What training keeps of images with a fixed encoder: the pieces of its features, or the features.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 * @returns Tensors whose first dimension is N; {@link joinPieces} makes the features of them.
 */
export function encodePieces(
  model: Pick<Fcdd, "encoder" | "preprocessing">,
  params: Params,
  images: Tensor4D,
): Tensor4D[] {
  const { pieces } = model.encoder;
  if (!pieces) return [encode(model, params, images, { training: false }).output];
  return tidy(() => pieces.of(part("encoder.", params), prepared(images, model.preprocessing)));
}

/** The features, `[N, u, v, channels]`, a tensor of their own or the only piece. */
export function joinPieces({ encoder }: Pick<Fcdd, "encoder">, pieces: Tensor4D[]): Tensor4D {
  return encoder.pieces ? encoder.pieces.join(pieces) : pieces[0];
}

/**
 * The anomaly maps that the head makes of features, at its own resolution and not smoothed.
 *
 * @param features - `[N, u, v, encoder.channels]`.
 * @param options - `training`: whether the head normalises by the batch's own statistics. `random`: for a head that draws
 *   in training.
 * @returns `[N, u, v, M]`, at least 0.
 */
export function decode(
  { head, activation }: Pick<Fcdd, "head" | "activation">,
  params: Params,
  features: Tensor4D,
  options: HeadOptions,
): Forward {
  return tidyOutput(() => {
    const { phi, updates } = head.apply(part("head.", params), features, options);
    return { output: activation.apply(phi), updates: named("head.", updates) };
  });
}

/** Images as the encoder takes them. */
function prepared(images: Tensor4D, preprocessing: Fcdd["preprocessing"]): Tensor4D {
  return normalizeImages(div(images, 255), preprocessing);
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
