import { clipImage, clipImageSpec, clipSpec, patchEmbedding } from "@flawlens/backbones";
import type { ClipConfig, LinearHook, ParamSpec, Params } from "@flawlens/backbones";
import { tensor, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** Name of the convolution of the alpha channel, whose result is added to that of `visual.conv1.weight`. */
export const ALPHA_CONV = "visual.conv1_alpha.weight";

/**
 * Names and shapes of the parameters of Alpha-CLIP's image tower (Sun et al. 2024, arXiv:2312.03818):
 * CLIP's, and the convolution of the alpha channel, which starts at zero.
 */
export function alphaImageSpec(config: ClipConfig): ParamSpec[] {
  return withAlpha(config, clipImageSpec(config));
}

/** The same as `alphaImageSpec`, with the text tower and `logit_scale`. */
export function alphaClipSpec(config: ClipConfig): ParamSpec[] {
  return withAlpha(config, clipSpec(config));
}

function withAlpha({ image, patchSize }: ClipConfig, spec: ParamSpec[]): ParamSpec[] {
  const shape = [image.width, 1, patchSize, patchSize];
  const alpha: ParamSpec = {
    name: ALPHA_CONV,
    shape,
    kind: "conv",
    init: "zeros",
    trainable: true,
  };
  const at = spec.findIndex(({ name }) => name === "visual.conv1.weight") + 1;
  return spec.toSpliced(at, 0, alpha);
}

/**
 * Adds an alpha convolution of zeros to CLIP's parameters, unless they have one: the model then computes
 * what CLIP computes, whatever the mask. Tensors are shared, not copied.
 */
export function addAlpha(config: ClipConfig, params: Params): Params {
  const { patchSize, image } = config;
  const shape = [patchSize, patchSize, 1, image.width];
  const size = shape.reduce((a, b) => a * b, 1);
  return { [ALPHA_CONV]: tensor(new Float32Array(size), shape), ...params };
}

/**
 * Embeds images, each with a region; embeddings are not normalised to length one. It is CLIP's image
 * tower with
 *
 *     patches = conv1(image) + conv1_alpha(alpha)
 *
 * as its tokens. For one image with several regions the convolution of the image is computed once.
 *
 * @param params - The parameters of `alphaImageSpec(config)`; there may be more.
 * @param images - `[N, size, size, 3]`, normalised as `config.preprocessing` says; N may be 1.
 * @param alphas - `[N, size, size, 1]`, as `alphaInput` makes them.
 * @param options.linear - Computes the linear maps, as adapters do.
 * @returns `[N, embedding]`.
 * @throws {RangeError} If the shapes do not fit the model or each other, or a parameter is missing.
 */
export function alphaClipImage(
  config: ClipConfig,
  params: Params,
  images: Tensor4D,
  alphas: Tensor4D,
  { linear }: { linear?: LinearHook } = {},
): Tensor2D {
  const { name, imageSize: size } = config;
  const fits = alphas.rank === 4 && alphas.shape.slice(1).join() === [size, size, 1].join();
  if (!fits || (images.shape[0] !== alphas.shape[0] && images.shape[0] !== 1))
    throw new RangeError(
      `alphaClipImage: expected alphas [${images.shape[0]}, ${size}, ${size}, 1] for ${name}, one an image (or any number for one image), got [${alphas.shape.join(", ")}]`,
    );
  if (!(ALPHA_CONV in params))
    throw new RangeError(
      `alphaClipImage: expected ${ALPHA_CONV} among the parameters, got none; addAlpha adds it to a CLIP`,
    );
  return tidy(() =>
    clipImage(config, params, images, {
      linear,
      extraPatchEmbedding: patchEmbedding(alphas, params[ALPHA_CONV] as Tensor4D),
    }),
  );
}
