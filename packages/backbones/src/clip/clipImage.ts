import { add, matMul, reshape, slice, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

import { pickLayers } from "../_pickLayers.ts";
import { requiredParam } from "../_requiredParam.ts";
import type { Params } from "../params.ts";
import { leading, norm, prepend, residualBlock } from "./_transformer.ts";
import { clipImageLayerNames } from "./clipSpec.ts";
import type { ClipConfig } from "./clipConfig.ts";
import type { ClipImageLayer } from "./clipLayers.ts";
import { applyLinear } from "./linear.ts";
import type { LinearHook } from "./linear.ts";

/** Options by which a method changes the image tower without copying it. */
export interface ClipImageOptions {
  /** Computes the linear maps; default `applyLinear`. */
  linear?: LinearHook;
  /**
   * `[N, grid, grid, width]`, added to the patches of the image before they are tokens: another
   * channel's `patchEmbedding`, as AlphaCLIP has it.
   */
  extraPatchEmbedding?: Tensor4D;
}

/**
 * Embeddings of images, not normalised to length one.
 *
 * @param params - The parameters of `clipImageSpec(config)`; it may hold more.
 * @param images - `[N, size, size, 3]`, normalised as `config.preprocessing` says.
 * @returns `[N, embedding]`.
 * @throws {RangeError} If the images have another size, or a parameter is missing.
 *
 * @example
 * const embedding = clipImage(clipVitB32, params, images); // [N, 512]
 */
export function clipImage(
  config: ClipConfig,
  params: Params,
  images: Tensor4D,
  options: ClipImageOptions = {},
): Tensor2D {
  const layers = ["visual.proj"] as const;
  return clipImageLayers(config, params, images, { ...options, layers })["visual.proj"] as Tensor2D;
}

/**
 * Layers of the image tower: `visual.conv1` `[N, grid, grid, width]`; `visual.ln_pre` and the
 * blocks `[N, 1 + grid², width]`, the class token first (`clipPatchMap` gives the others as a
 * map); `visual.ln_post` `[N, width]`, of the class token alone; `visual.proj` `[N, embedding]`.
 * Layers after the last one asked for are not computed.
 */
export function clipImageLayers<Layer extends ClipImageLayer>(
  config: ClipConfig,
  params: Params,
  images: Tensor4D,
  options: ClipImageOptions & { layers: readonly Layer[] },
): Record<Layer, Tensor> {
  const { name, imageSize: size } = config;
  if (images.rank !== 4 || images.shape.slice(1).join() !== [size, size, 3].join())
    throw new RangeError(
      `${name}: expected images [N, ${size}, ${size}, 3], the only size it takes, got [${images.shape.join(", ")}]`,
    );
  return tidy(() =>
    pickLayers(
      name,
      layersOf(config, params, images, options),
      options.layers,
      clipImageLayerNames(config),
    ),
  );
}

function* layersOf(
  config: ClipConfig,
  params: Params,
  images: Tensor4D,
  {
    layers,
    linear = applyLinear,
    extraPatchEmbedding,
  }: ClipImageOptions & { layers: readonly ClipImageLayer[] },
): Generator<[ClipImageLayer, Tensor]> {
  const { name: network, activation, image } = config;
  const ops = { network, params, linear, activation };
  const param = <T extends Tensor>(name: string) => requiredParam<T>(network, params, name);

  const rgb = patchEmbedding(images, param("visual.conv1.weight"));
  const patches = extraPatchEmbedding ? add<Tensor4D>(rgb, extraPatchEmbedding) : rgb;
  yield ["visual.conv1", patches];
  const [batch, rows, columns, width] = patches.shape;
  const tokens: Tensor3D = reshape(patches, [batch, rows * columns, width]);
  const placed = add<Tensor3D>(
    prepend(param("visual.class_embedding"), tokens),
    param("visual.positional_embedding"),
  );
  let x = norm(ops, placed, "visual.ln_pre");
  yield ["visual.ln_pre", x];
  const { heads } = image;
  for (let i = 0; i < image.layers; i++) {
    const at = `visual.transformer.resblocks.${i}` as const;
    // What follows the last block sees its class token alone.
    const isSeenWhole = i < image.layers - 1 || layers.includes(at);
    x = residualBlock(ops, x, at, isSeenWhole ? { heads } : { heads, wanted: 1 });
    yield [at, x];
  }
  const first: Tensor2D = reshape(leading(x, 1), [batch, width]);
  const pooled = norm(ops, first, "visual.ln_post");
  yield ["visual.ln_post", pooled];
  yield ["visual.proj", matMul(pooled, param<Tensor2D>("visual.proj"))];
}

/**
 * A convolution whose windows are patches side by side: kernel and stride are the filter's side.
 *
 * @param images - `[N, H, W, C]`, sides a multiple of the filter's.
 * @param filter - `[side, side, C, width]`, the memory layout of `visual.conv1.weight`.
 * @returns `[N, H/side, W/side, width]`.
 */
export function patchEmbedding(images: Tensor4D, filter: Tensor4D): Tensor4D {
  const [side, , channels, width] = filter.shape;
  const [batch, height, breadth] = images.shape;
  const [rows, columns] = [height / side, breadth / side];
  return tidy(() => {
    // A product of matrices: a patch a row. The filter lies as it is, and so does its gradient.
    const strips = reshape(images, [batch * rows, side, columns, side * channels]);
    const patches = reshape(transpose(strips, [0, 2, 1, 3]), [-1, side * side * channels]);
    const product = matMul(patches, reshape(filter, [side * side * channels, width]));
    return reshape(product, [batch, rows, columns, width]);
  });
}

/** The tokens of a layer of the image tower, without the class token, as a map `[N, grid, grid, width]`. */
export function clipPatchMap(config: ClipConfig, tokens: Tensor3D): Tensor4D {
  const grid = config.imageSize / config.patchSize;
  const [batch, count, width] = tokens.shape;
  if (count !== 1 + grid * grid)
    throw new RangeError(
      `clipPatchMap: expected [N, ${1 + grid * grid}, width] of ${config.name}, got [${tokens.shape.join(", ")}]`,
    );
  return tidy(() => reshape(slice(tokens, [0, 1, 0], [-1, -1, -1]), [batch, grid, grid, width]));
}
