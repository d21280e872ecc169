import { clipImage, clipImageSpec, clipSpec, patchEmbedding } from "@flawlens/backbones";
import type { ClipConfig, LinearHook, ParamSpec, Params } from "@flawlens/backbones";
import { tensor, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** The convolution of the alpha channel, beside `visual.conv1.weight`. */
export const ALPHA_CONV = "visual.conv1_alpha.weight";

/**
 * Every entry of Alpha-CLIP's image tower (Sun et al. 2024, arXiv:2312.03818): CLIP's and the alpha
 * channel's convolution, which starts at zero.
 */
export function alphaImageSpec(config: ClipConfig): ParamSpec[] {
  return withAlpha(config, clipImageSpec(config));
}

/** The same with the text tower and `logit_scale`. */
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
 * CLIP's parameters with an alpha convolution of zeros, where they have none: a model that any mask
 * leaves CLIP. Tensors are shared, not copied.
 */
export function addAlpha(config: ClipConfig, params: Params): Params {
  const { patchSize, image } = config;
  const shape = [patchSize, patchSize, 1, image.width];
  const size = shape.reduce((a, b) => a * b, 1);
  return { [ALPHA_CONV]: tensor(new Float32Array(size), shape), ...params };
}

/**
 * Embeddings of images with a region each, not normalised to length one: CLIP's image tower with
 *
 *     patches = conv1(image) + conv1_alpha(alpha)
 *
 * before they are tokens. One image with several alphas shares the image's convolution.
 *
 * @param params - Of `alphaImageSpec(config)`; may hold more.
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
