import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import type { ParamSpec, Params } from "./params.ts";
import { runNetwork } from "./runNetwork.ts";

/** Options of {@link smallConvNet}. */
export interface SmallConvNetOptions {
  /**
   * The channels of every convolution, stage by stage. The first convolution of a stage halves height and
   * width. Default `[[24, 24], [48, 48], [96, 96]]`.
   */
  widths?: readonly (readonly number[])[];
  /** Height and width of the images, for `receptiveField`'s default; default 128. */
  size?: number;
}

/**
 * A plain encoder small enough to train from scratch on a laptop: convolution, BatchNorm, ReLU,
 * stage by stage. The first convolution of a stage has kernel 4, stride 2 and padding 1: its
 * cells lie exactly between two pixels, so the maps are aligned with the image as half-pixel
 * upsampling assumes (cell i of stride 8 has its centre at 8·i + 3.5).
 *
 * The default has 202,848 parameters and 96 channels at stride 8, and each cell sees 50 px.
 */
export function smallConvNetwork({
  widths = [[24, 24], [48, 48], [96, 96]], // prettier-ignore
  size = 128,
}: SmallConvNetOptions = {}): Network {
  return {
    name: "smallConvNet",
    minSize: 2 ** widths.length,
    preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], size },
    *layers(ops, images) {
      let x = images;
      for (const [i, stage] of widths.entries()) {
        for (const [j, filters] of stage.entries()) {
          const name = `stages.${i}.${j}`;
          const kernel = j === 0 ? { kernel: 4, stride: 2 } : { kernel: 3 };
          const norm = { name: `${name}.norm`, epsilon: 1e-5 };
          x = ops.relu(
            ops.conv(x, `${name}.conv`, { filters, ...kernel, pad: 1, init: "he" }, norm),
          );
        }
        yield [`stages.${i}`, x];
      }
    },
  };
}

/**
 * Computes the features of the last stage with the running statistics, for scoring and export.
 *
 * @param params - The parameters of `smallConvNetSpec` with the same options, as they are or folded.
 * @param images - `[N, H, W, 3]`, sides a multiple of 8, normalised by mean 0.5 and std 0.5.
 * @returns `[N, H/8, W/8, 96]` by default.
 */
export function smallConvNet(
  params: Params,
  images: Tensor4D,
  options: SmallConvNetOptions = {},
): Tensor4D {
  const network = smallConvNetwork(options);
  const last = lastLayer(options);
  return runNetwork(network, params, images, { layers: [last] }).features[last];
}

/**
 * The same with the statistics of the batch, for training. The gradients go through the statistics too.
 * Inside `variableGrads` the running statistics must be kept (`keep`), or they are disposed.
 *
 * @returns The features, and the running statistics that follow: `{ ...params, ...running }`
 *   are the next parameters, once the gradients have been applied.
 */
export function smallConvNetTrain(
  params: Params,
  images: Tensor4D,
  options: SmallConvNetOptions & { momentum?: number } = {},
): { features: Tensor4D; running: Params } {
  const network = smallConvNetwork(options);
  const last = lastLayer(options);
  const { features, running } = runNetwork(network, params, images, {
    layers: [last],
    batchNorm: "batch",
    momentum: options.momentum,
  });
  return { features: features[last], running };
}

/** The parameters of `smallConvNet`, for `initParams`. */
export function smallConvNetSpec(options: SmallConvNetOptions = {}): ParamSpec[] {
  return networkSpec(smallConvNetwork(options));
}

function lastLayer({ widths }: SmallConvNetOptions): string {
  return `stages.${(widths ?? [0, 0, 0]).length - 1}`;
}
