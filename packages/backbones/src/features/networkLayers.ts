import { div, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { networkSpec } from "../networkSpec.ts";
import type { Network } from "../network.ts";
import { normalizeImages } from "../normalizeImages.ts";
import type { Preprocessing } from "../normalizeImages.ts";
import type { Params, ParamSpec } from "../params.ts";
import { receptiveField } from "../receptiveField.ts";
import { runNetwork } from "../runNetwork.ts";
import { checkScales, scaledImages, scaledSize } from "./imageScales.ts";

/** Layers of a frozen network as a function of images. */
export interface NetworkLayers {
  /** The network and its layers: `"efficientnet-lite0(stage8+stage16)"`. */
  name: string;
  /** The parameters that the layers need, none of them trainable. */
  spec: readonly ParamSpec[];
  /** Channels of each layer. */
  channels: readonly number[];
  /** Pixels between the centres of neighbouring cells of each layer. */
  strides: readonly number[];
  /**
   * Cells of each layer for images of a size.
   *
   * @throws {RangeError} If the images are too small.
   */
  grids(input: { height: number; width: number }): { height: number; width: number }[];
  /**
   * A pure function, never reading a value, so that it can be exported.
   *
   * @param params - The parameters of `spec`, also with batch normalisations folded; there may be more.
   * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
   * @returns One `[N, h, w, channels]` a layer, in their order.
   */
  features(params: Params, images: Tensor4D): Tensor4D[];
}

/** Which layers, and how images are prepared. */
export interface NetworkLayersOptions<Layer extends string> {
  /** Finest first. */
  layers: readonly Layer[];
  /**
   * The scales at which the network sees each image: 1 as it is, which comes first, and others such as 0.5, at half
   * the width and height. The layers of a scale follow those of the one before. The network runs once for each.
   * Default `[1]`.
   */
  scales?: readonly number[];
  /** How images in [0, 1] are prepared; default as the network has it. */
  preprocessing?: Pick<Preprocessing, "mean" | "std">;
}

/**
 * Layers of a network of this package as a function of images in [0, 255]: what methods on frozen features start
 * from.
 *
 * @throws {RangeError} If there is no layer, one is unknown, or a layer is finer than the one before; if scales are not
 *   in (0, 1], each once and 1 first.
 *
 * @example
 * networkLayers(efficientnetLite0Network, { layers: ["stage8", "stage16"] }).channels; // => [40, 112]
 */
export function networkLayers<Layer extends string>(
  network: Network<Layer>,
  { layers, scales = [1], preprocessing = network.preprocessing }: NetworkLayersOptions<Layer>,
): NetworkLayers {
  if (layers.length === 0)
    throw new RangeError(`networkLayers: expected layers of ${network.name}, got none`);
  const fields = layers.map((layer) => receptiveField(network, layer));
  const strides = fields.map(({ x }) => x.stride);
  if (strides.some((stride, i) => i > 0 && stride < strides[i - 1]))
    throw new RangeError(
      `networkLayers: expected layers of ${network.name}, the finest first, got ` +
        layers.map((layer, i) => `${layer} at stride ${strides[i]}`).join(", "),
    );
  checkScales(scales, "networkLayers");
  return {
    name: `${network.name}(${layers.join("+")}${scales.length > 1 ? `; ${scales.join("+")}` : ""})`,
    spec: specUpTo(network, layers).map((param) => ({ ...param, trainable: false })),
    channels: scales.flatMap(() => fields.map(({ channels }) => channels)),
    strides: scales.flatMap((scale) => strides.map((stride) => stride / scale)),
    grids: (input) =>
      scales.flatMap((scale) =>
        layers.map((layer) => {
          const { y, x } = receptiveField(network, layer, scaledSize(input, scale));
          return { height: y.cells, width: x.cells };
        }),
      ),
    features: (params, images) =>
      tidy(() => {
        const prepared = normalizeImages(div(images, 255), preprocessing);
        return scales.flatMap((scale) => {
          const input = scaledImages(prepared, scale);
          const { features } = runNetwork(network, params, input, { layers });
          return layers.map((layer) => features[layer]);
        });
      }),
  };
}

/** The parameters up to the deepest of some layers, which may share a stride. */
function specUpTo<Layer extends string>(network: Network<Layer>, layers: readonly Layer[]) {
  const specs = layers.map((layer) => networkSpec(network, { upTo: layer }));
  return specs.reduce((longest, spec) => (spec.length > longest.length ? spec : longest));
}
