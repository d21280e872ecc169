import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { ConvOptions, LayerOps, Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import type { ParamSpec, Params } from "./params.ts";
import { runNetwork } from "./runNetwork.ts";

/** Layers in order; a stage is the last block of its stride. */
export type EfficientnetLite0Layer =
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

/** Stages of inverted residual blocks: how many, kernel, stride of the first, channels. */
const stages = [
  { blocks: 2, kernel: 3, stride: 2, filters: 24, layer: "stage4" },
  { blocks: 2, kernel: 5, stride: 2, filters: 40, layer: "stage8" },
  { blocks: 3, kernel: 3, stride: 2, filters: 80, layer: undefined },
  { blocks: 3, kernel: 5, stride: 1, filters: 112, layer: "stage16" },
  { blocks: 4, kernel: 5, stride: 2, filters: 192, layer: undefined },
  { blocks: 1, kernel: 3, stride: 1, filters: 320, layer: "stage32" },
] as const;

/**
 * EfficientNet-Lite0 (Tan & Le 2019, arXiv:1905.11946, without squeeze-excitation and with
 * ReLU6) with timm's names of `tf_efficientnet_lite0`: TensorFlow's "same" padding, BatchNorm
 * eps 1e-3.
 */
export const efficientnetLite0Network: Network<EfficientnetLite0Layer> = {
  name: "efficientnetLite0",
  minSize: 1,
  preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], size: 224 },
  *layers(ops, images) {
    const conv = normalizedConvs(ops);
    let x = ops.relu6(conv(images, "conv_stem", "bn1", { filters: 32, kernel: 3, stride: 2 }));
    yield ["conv_stem", x];
    x = conv(x, "blocks.0.0.conv_dw", "blocks.0.0.bn1", {
      filters: 32,
      kernel: 3,
      depthwise: true,
    });
    x = conv(ops.relu6(x), "blocks.0.0.conv_pw", "blocks.0.0.bn2", { filters: 16, kernel: 1 });
    yield ["blocks.0.0", x];
    yield ["stage2", x];
    let channels = 16;
    for (const [i, { blocks, kernel, stride, filters, layer }] of stages.entries()) {
      for (let j = 0; j < blocks; j++) {
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

function normalizedConvs<T>(ops: LayerOps<T>) {
  return (x: T, name: string, norm: string, options: ConvOptions): T =>
    ops.conv(x, name, { pad: "same", ...options }, { name: norm, epsilon: 1e-3 });
}

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
export function efficientnetLite0<Layer extends EfficientnetLite0Layer>(
  params: Params,
  images: Tensor4D,
  { layers }: { layers: readonly Layer[] },
): Record<Layer, Tensor4D> {
  return runNetwork(efficientnetLite0Network, params, images, { layers }).features;
}

/** The parameters of `efficientnetLite0` up to a layer; default all. */
export function efficientnetLite0Spec(
  options: { upTo?: EfficientnetLite0Layer } = {},
): ParamSpec[] {
  return networkSpec(efficientnetLite0Network, options);
}
