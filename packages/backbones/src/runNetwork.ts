import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import { pickLayers } from "./_pickLayers.ts";
import { tensorOps } from "./_tensorOps.ts";
import { layerNames } from "./layerNames.ts";
import type { Network } from "./network.ts";
import type { Params } from "./params.ts";

/** How a network is run. */
export interface RunOptions<Layer extends string> {
  /** The layers that are returned. Layers after the last of them are not computed. */
  layers: readonly Layer[];
  /**
   * `"fixed"` (default) normalises by the running statistics of the parameters; `"batch"` by the
   * statistics of these images, and returns the running statistics that follow.
   */
  batchNorm?: "fixed" | "batch";
  /** Weight of these images in the running statistics; default 0.1, as PyTorch's. */
  momentum?: number;
}

export interface RunResult<Layer extends string> {
  /** The feature maps by layer, `[N, H, W, C]`. */
  features: Record<Layer, Tensor4D>;
  /**
   * The next `running_mean` and `running_var` of every normalisation that was computed, by their names in
   * the parameters (PyTorch's rule, with the unbiased variance), if `batchNorm` is `"batch"`; otherwise
   * empty. The parameters themselves are not changed: `{ ...params, ...running }` are the next ones.
   */
  running: Params;
}

/**
 * Computes layers of a network for a batch of images by plain TensorFlow.js operations, on every
 * backend. There are gradients to the images and to every trainable parameter.
 *
 * Parameters may be folded (`foldBatchNorm`) and may hold more than the layers need.
 *
 * @param images - `[N, H, W, 3]` (or `network.channels`), prepared as `network.preprocessing` says.
 * @throws {RangeError} If images have another shape or are too small, a layer is unknown, or a
 *   parameter is missing.
 */
export function runNetwork<Layer extends string>(
  network: Network<Layer>,
  params: Params,
  images: Tensor4D,
  { layers, batchNorm = "fixed", momentum = 0.1 }: RunOptions<Layer>,
): RunResult<Layer> {
  checkImages(network, images);
  return tidy(() => {
    const running: Params = {};
    const ops = tensorOps(
      network.name,
      params,
      batchNorm === "fixed" ? undefined : { momentum, running },
    );
    const features = pickLayers(
      network.name,
      network.layers(ops, images),
      layers,
      layerNames(network),
    );
    return { features, running } as RunResult<Layer> & Params;
  });
}

function checkImages(network: Network, images: Tensor4D) {
  const { channels = 3 } = network;
  const [, height, width, given] = images.shape;
  if (images.rank !== 4 || given !== channels)
    throw new RangeError(
      `${network.name}: expected images [N, H, W, ${channels}], got [${images.shape.join(", ")}]`,
    );
  if (height < network.minSize || width < network.minSize)
    throw new RangeError(
      `${network.name}: expected images of at least ${network.minSize} x ${network.minSize} px, got ${height} x ${width}`,
    );
}
