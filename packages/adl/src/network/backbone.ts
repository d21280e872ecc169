import {
  efficientnetLite0Network,
  networkSpec,
  receptiveField,
  resnet18Network,
  runNetwork,
  smallConvNetwork,
} from "@flawlens/backbones";
import type {
  EfficientnetLiteLayer,
  Network,
  Params,
  ParamSpec,
  Preprocessing,
  ResnetLayer,
  SmallConvNetOptions,
} from "@flawlens/backbones";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";

/** The features of an image at several scales, and what running statistics become. */
export interface BackboneOutput {
  /** Finest first, each half the sides of the one before. */
  features: Tensor4D[];
  updates: Params;
}

/** The network that features come from: a value, so that any object of this shape fits. */
export interface Backbone {
  name: string;
  /** The parameters it needs, under the names of its checkpoint. */
  spec: ParamSpec[];
  /** Channels of its features, finest first. */
  channels: number[];
  /** Pixels a cell of the finest features stands for: a power of 2. */
  stride: number;
  /** How images in [0, 1] are prepared for it. */
  preprocessing: Pick<Preprocessing, "mean" | "std">;
  /** Whether training moves it. A frozen one normalises by running statistics, also in training. */
  trainable: boolean;
  /**
   * The normalisation between the last convolution and the ReLU that makes the coarsest features,
   * where there is one: gradient maps are taken at that convolution's output, as in the paper.
   * Without it they are taken at the features themselves.
   */
  lastNorm?: { name: string; epsilon: number };
  features(params: Params, images: Tensor4D, options: { training: boolean }): BackboneOutput;
}

/** How a network becomes a backbone. */
export interface NetworkBackboneOptions<Layer extends string> {
  /**
   * The layers whose outputs are the features: at least two, finest first, each half the sides of the one
   * before.
   */
  layers: readonly Layer[];
  /** Whether all parameters are trained, by batch statistics. Default true. */
  trainable?: boolean;
  /** The mean and standard deviation that images are normalised by. Default the network's own. */
  preprocessing?: Pick<Preprocessing, "mean" | "std">;
  lastNorm?: Backbone["lastNorm"];
}

/**
 * Any network of `@flawlens/backbones` as the backbone of a detector.
 *
 * @throws {RangeError} If layers are fewer than two, unknown, or do not halve their sides one by one.
 *
 * @example
 * networkBackbone(resnet34Network, { layers: ["layer2", "layer3", "layer4"] }).channels; // => [128, 256, 512]
 */
export function networkBackbone<Layer extends string>(
  network: Network<Layer>,
  {
    layers,
    trainable = true,
    preprocessing = network.preprocessing,
    lastNorm,
  }: NetworkBackboneOptions<Layer>,
): Backbone {
  if (layers.length < 2)
    throw new RangeError(
      `networkBackbone: expected at least two layers of ${network.name}, finest first, got ${layers.join(", ") || "none"}`,
    );
  const fields = layers.map((layer) => receptiveField(network, layer));
  const strides = fields.map(({ x }) => x.stride);
  if (
    !strides.every(
      (stride, i) =>
        Math.log2(stride) === Math.log2(strides[0]) + i && Number.isInteger(Math.log2(stride)),
    )
  )
    throw new RangeError(
      `networkBackbone: expected layers of ${network.name} that halve their sides one by one, got ` +
        layers.map((layer, i) => `${layer} at stride ${strides[i]}`).join(", "),
    );
  return {
    name: `${network.name}(${layers.join("+")})`,
    spec: networkSpec(network, { upTo: layers[layers.length - 1] }),
    channels: fields.map(({ channels }) => channels),
    stride: strides[0],
    preprocessing,
    trainable,
    lastNorm,
    features: (params, images, { training }) =>
      tidyOutput(() => {
        const batchNorm = training && trainable ? "batch" : "fixed";
        const { features, running } = runNetwork(network, params, images, { layers, batchNorm });
        return { features: layers.map((layer) => features[layer]), updates: running };
      }),
  };
}

/** Images in [0, 1] as they are: what the released code feeds its ResNet-18. */
export const unitPreprocessing: Pick<Preprocessing, "mean" | "std"> = {
  mean: [0, 0, 0],
  std: [1, 1, 1],
};

/** The paper's: ResNet-18, layers 2 to 4, trained end to end, on images in [0, 1]. */
export function resnet18Backbone(
  options: Partial<NetworkBackboneOptions<ResnetLayer>> = {},
): Backbone {
  return networkBackbone(resnet18Network, {
    layers: ["layer2", "layer3", "layer4"],
    preprocessing: unitPreprocessing,
    lastNorm: { name: "layer4.1.bn2", epsilon: 1e-5 },
    ...options,
  });
}

/** EfficientNet-Lite0 at strides 8, 16 and 32 (40, 112 and 320 channels), frozen: for small machines. */
export function efficientnetLite0Backbone(
  options: Partial<NetworkBackboneOptions<EfficientnetLiteLayer>> = {},
): Backbone {
  return networkBackbone(efficientnetLite0Network, {
    layers: ["stage8", "stage16", "stage32"],
    trainable: false,
    ...options,
  });
}

/** The small network without pretrained weights, trained from scratch: for trials and tests. */
export function smallConvNetBackbone({
  trainable,
  ...options
}: SmallConvNetOptions & { trainable?: boolean } = {}): Backbone {
  const widths = options.widths?.length ?? 3;
  const layers = Array.from({ length: widths - 1 }, (_, i) => `stages.${i + 1}`);
  return networkBackbone(smallConvNetwork(options), { layers, trainable });
}
