import {
  checkScales,
  efficientnetLite0Network,
  inceptionResnetV2Network,
  networkSpec,
  receptiveField,
  runNetwork,
  scaledImages,
  smallConvNetwork,
} from "@flawlens/backbones";
import type {
  EfficientnetLiteLayer,
  InceptionResnetV2Layer,
  Network,
  Params,
  SmallConvNetOptions,
} from "@flawlens/backbones";
import { avgPool, concat, image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";
import type { Encoder } from "./encoder.ts";

/** How a network becomes an encoder. */
export interface NetworkEncoderOptions<Layer extends string> {
  /**
   * The layers whose channels are joined, in the order of the channels. The first decides the
   * resolution; finer ones are averaged down to it, coarser ones enlarged bilinearly.
   */
  layers: readonly Layer[];
  /**
   * The scales at which the network sees each image: 1 as it is, which comes first, and others such as 0.5, at half
   * the width and height. The features of all are joined at the resolution of the first, so that a cell knows details
   * and more of what is around it. The network runs once for each. Default `[1]`.
   */
  scales?: readonly number[];
  /** Whether training moves its parameters; default false. A trainable encoder uses batch statistics. */
  trainable?: boolean;
  /**
   * Whether a frozen encoder still normalises by the statistics of the training batch and lets its
   * running ones drift, as the released code does. Default false: everything is frozen.
   */
  adaptBatchNorm?: boolean;
}

/**
 * Any network of `@flawlens/backbones` as the encoder of a detector.
 *
 * @throws {RangeError} If no layer is named, one twice, or one the network does not have; if the first scale is not 1, one
 *   is given twice, or one is outside (0, 1]; if there are several scales for a network whose statistics follow the batch.
 *
 * @example
 * networkEncoder(efficientnetLite0Network, { layers: ["stage16", "stage8"] }).channels; // => 152
 */
export function networkEncoder<Layer extends string>(
  network: Network<Layer>,
  { layers, scales = [1], trainable = false, adaptBatchNorm = false }: NetworkEncoderOptions<Layer>,
): Encoder {
  if (layers.length === 0 || new Set(layers).size !== layers.length)
    throw new RangeError(
      `networkEncoder: expected layers of ${network.name}, each once, got ${layers.join(", ") || "none"}`,
    );
  checkScales(scales, "networkEncoder");
  if (scales.length > 1 && (trainable || adaptBatchNorm))
    throw new RangeError(
      `networkEncoder: expected one scale for a network that learns or adapts to batches, got ${scales.join(", ")}`,
    );
  const ofScales = (params: Params, images: Tensor4D, batchNorm: "batch" | "fixed") =>
    scales.map((scale) => {
      const input = scaledImages(images, scale);
      const { features, running } = runNetwork(network, params, input, { layers, batchNorm });
      return { features: joined(layers.map((layer) => features[layer])), running };
    });
  const specs = layers.map((layer) => networkSpec(network, { upTo: layer }));
  const fields = layers.map((layer) => receptiveField(network, layer));
  return {
    name: `${network.name}(${layers.join("+")}${scales.length > 1 ? `; ${scales.join("+")}` : ""})`,
    spec: specs.reduce((longest, spec) => (spec.length > longest.length ? spec : longest)),
    channels: scales.length * fields.reduce((sum, { channels }) => sum + channels, 0),
    preprocessing: network.preprocessing,
    trainable,
    fixed: !trainable && !adaptBatchNorm,
    features: (params, images, { training }) =>
      tidyOutput(() => {
        const batchNorm = training && (trainable || adaptBatchNorm) ? "batch" : "fixed";
        const parts = ofScales(params, images, batchNorm);
        return { features: joined(parts.map((part) => part.features)), updates: parts[0].running };
      }),
    ...(scales.length > 1 && {
      pieces: {
        of: (params, images) =>
          tidy(() => ofScales(params, images, "fixed").map(({ features }) => features)),
        join: (pieces) => tidy(() => joined(pieces)),
      },
    }),
    receptiveField(size) {
      const { x, y } = receptiveField(network, layers[0], size);
      if (x.offset !== y.offset)
        throw new RangeError(
          `networkEncoder: expected the same place of cells along both sides, got offsets ` +
            `${y.offset} and ${x.offset} for ${size.height}x${size.width}; use square images`,
        );
      return { offset: x.offset, stride: x.stride };
    },
  };
}

/** Features in one tensor, at the resolution of the first. */
function joined([first, ...others]: Tensor4D[]): Tensor4D {
  if (others.length === 0) return first;
  return concat([first, ...others.map((x) => toGrid(x, first))], 3);
}

/** `x` at the resolution of `like`: averaged where it is a whole number of times finer. */
function toGrid(x: Tensor4D, like: Tensor4D): Tensor4D {
  const [, height, width] = like.shape;
  const [rows, columns] = [x.shape[1] / height, x.shape[2] / width];
  if (rows === 1 && columns === 1) return x;
  if (Number.isInteger(rows) && Number.isInteger(columns))
    return avgPool(x, [rows, columns], [rows, columns], "valid");
  return image.resizeBilinear(x, [height, width], false, true);
}

/**
 * The paper's encoder: Inception-ResNet-v2 up to and including `repeat`, frozen. 320 channels at
 * stride 8, 1,672,672 parameters.
 */
export function inceptionResnetV2Encoder({
  layers = ["repeat"],
  ...options
}: Partial<NetworkEncoderOptions<InceptionResnetV2Layer>> = {}): Encoder {
  return networkEncoder(inceptionResnetV2Network, { layers, ...options });
}

/** EfficientNet-Lite0, frozen; by default its 112 channels at stride 16. */
export function efficientnetLite0Encoder({
  layers = ["stage16"],
  ...options
}: Partial<NetworkEncoderOptions<EfficientnetLiteLayer>> = {}): Encoder {
  return networkEncoder(efficientnetLite0Network, { layers, ...options });
}

/** The small network trained from scratch: 96 channels at stride 8 by default. */
export function smallConvNetEncoder(options: SmallConvNetOptions = {}): Encoder {
  const stages = options.widths?.length ?? 3;
  return networkEncoder(smallConvNetwork(options), {
    layers: [`stages.${stages - 1}`],
    trainable: true,
  });
}
