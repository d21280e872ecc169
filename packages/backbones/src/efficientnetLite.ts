import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { ConvOptions, LayerOps, Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import type { ParamSpec, Params } from "./params.ts";
import { runNetwork } from "./runNetwork.ts";

/** Layers in order; a stage is the last block of its stride. */
export type EfficientnetLiteLayer =
  | "conv_stem"
  | `blocks.${number}.${number}`
  | "stage2"
  | "stage4"
  | "stage8"
  | "stage16"
  | "stage32"
  | "conv_head"
  | "global_pool"
  | "classifier";

/** Stages of inverted residual blocks of Lite0: how many, kernel, stride of the first, channels. */
const stages = [
  { blocks: 2, kernel: 3, stride: 2, filters: 24, layer: "stage4" },
  { blocks: 2, kernel: 5, stride: 2, filters: 40, layer: "stage8" },
  { blocks: 3, kernel: 3, stride: 2, filters: 80, layer: undefined },
  { blocks: 3, kernel: 5, stride: 1, filters: 112, layer: "stage16" },
  { blocks: 4, kernel: 5, stride: 2, filters: 192, layer: undefined },
  { blocks: 1, kernel: 3, stride: 1, filters: 320, layer: "stage32" },
] as const;

interface Scale {
  name: string;
  /** Side of the images that the published weights were trained with, in pixels. */
  size: number;
  /** What Lite0's channels are multiplied by. */
  width: number;
  /** What Lite0's blocks of a stage are multiplied by. */
  depth: number;
}

/**
 * EfficientNet-Lite (Tan & Le 2019, arXiv:1905.11946, without squeeze-excitation and with
 * ReLU6) with timm's names of `tf_efficientnet_lite0`: TensorFlow's "same" padding, BatchNorm
 * eps 1e-3. Of the larger ones, the stem, the head, and the depth of the first and the last stage stay Lite0's.
 */
function efficientnetLite({ name, size, width, depth }: Scale): Network<EfficientnetLiteLayer> {
  return {
    name,
    minSize: 1,
    preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], size },
    *layers(ops, images) {
      const conv = normalizedConvs(ops);
      let x = ops.relu6(conv(images, "conv_stem", "bn1", { filters: 32, kernel: 3, stride: 2 }));
      yield ["conv_stem", x];
      x = conv(x, "blocks.0.0.conv_dw", "blocks.0.0.bn1", {
        filters: 32,
        kernel: 3,
        depthwise: true,
      });
      let channels = eights(16 * width);
      x = conv(ops.relu6(x), "blocks.0.0.conv_pw", "blocks.0.0.bn2", {
        filters: channels,
        kernel: 1,
      });
      yield ["blocks.0.0", x];
      yield ["stage2", x];
      for (const [i, { blocks, kernel, stride, filters: narrow, layer }] of stages.entries()) {
        const filters = eights(narrow * width);
        const count = layer === "stage32" ? blocks : Math.ceil(blocks * depth);
        for (let j = 0; j < count; j++) {
          const name = `blocks.${i + 1}.${j}` as const;
          const wide = 6 * channels;
          let y = conv(x, `${name}.conv_pw`, `${name}.bn1`, { filters: wide, kernel: 1 });
          y = conv(ops.relu6(y), `${name}.conv_dw`, `${name}.bn2`, {
            filters: wide,
            kernel,
            stride: j === 0 ? stride : 1,
            depthwise: true,
          });
          y = conv(ops.relu6(y), `${name}.conv_pwl`, `${name}.bn3`, { filters, kernel: 1 });
          x = j === 0 ? y : ops.add(y, x); // the first block of every stage changes the channels
          channels = filters;
          yield [name, x];
        }
        if (layer) yield [layer, x];
      }
      x = ops.relu6(conv(x, "conv_head", "bn2", { filters: 1280, kernel: 1 }));
      yield ["conv_head", x];
      x = ops.globalMean(x);
      yield ["global_pool", x];
      yield ["classifier", ops.linear(x, "classifier", 1000)];
    },
  };
}

/** The nearest multiple of eight channels that is no tenth below. */
function eights(channels: number): number {
  const nearest = Math.max(8, 8 * Math.floor((channels + 4) / 8));
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}

function normalizedConvs<T>(ops: LayerOps<T>) {
  return (x: T, name: string, norm: string, options: ConvOptions): T =>
    ops.conv(x, name, { pad: "same", ...options }, { name: norm, epsilon: 1e-3 });
}

/** EfficientNet-Lite0: 4,652,008 parameters; 24, 40, 112 and 320 channels at strides 4 to 32. */
export const efficientnetLite0Network: Network<EfficientnetLiteLayer> = efficientnetLite({
  name: "efficientnetLite0",
  size: 224,
  width: 1,
  depth: 1,
});

/** EfficientNet-Lite1: 5,416,680 parameters; channels as Lite0, one block more in most stages. */
export const efficientnetLite1Network: Network<EfficientnetLiteLayer> = efficientnetLite({
  name: "efficientnetLite1",
  size: 240,
  width: 1,
  depth: 1.1,
});

/** EfficientNet-Lite2: 6,092,072 parameters; 24, 48, 120 and 352 channels at strides 4 to 32. */
export const efficientnetLite2Network: Network<EfficientnetLiteLayer> = efficientnetLite({
  name: "efficientnetLite2",
  size: 260,
  width: 1.1,
  depth: 1.2,
});

/**
 * Layers of EfficientNet-Lite0, normalising by the running statistics.
 *
 * | layer | block | channels | stride |
 * |---|---|---|---|
 * | `conv_stem` | | 32 | 2 |
 * | `stage2` | `blocks.0.0` | 16 | 2 |
 * | `stage4` | `blocks.1.1` | 24 | 4 |
 * | `stage8` | `blocks.2.1` | 40 | 8 |
 * | `stage16` | `blocks.4.2` | 112 | 16 |
 * | `stage32` | `blocks.6.0` | 320 | 32 |
 * | `conv_head` | | 1280 | 32 |
 * | `classifier` | | 1000 logits | |
 *
 * Every other block is a layer too, under timm's name: `blocks.3.2` has 80 channels at stride 16.
 *
 * @param params - The parameters of `efficientnetLite0Spec()`, as they are or folded.
 * @param images - `[N, H, W, 3]`, normalised by mean 0.5 and std 0.5.
 * @returns `[N, h, w, C]` for each layer, sides ⌈side / stride⌉.
 */
export function efficientnetLite0<Layer extends EfficientnetLiteLayer>(
  params: Params,
  images: Tensor4D,
  { layers }: { layers: readonly Layer[] },
): Record<Layer, Tensor4D> {
  return runNetwork(efficientnetLite0Network, params, images, { layers }).features;
}

/** The parameters of `efficientnetLite0` up to a layer; default all. */
export function efficientnetLite0Spec(options: { upTo?: EfficientnetLiteLayer } = {}): ParamSpec[] {
  return networkSpec(efficientnetLite0Network, options);
}
