import { initParams } from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { RandomStream } from "@flawlens/sampling";
import { concat, reshape } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { standardize, standardizeSpec } from "../shared/standardize.ts";
import { embed, loeSpec } from "./loeNetwork.ts";
import type { LoeShape } from "./loeNetwork.ts";
import type { LossPair } from "./loeLoss.ts";
import { neuralTransformationLosses } from "./neuralTransformationLosses.ts";
import { pooledLayers } from "./pooledLayers.ts";

/** The parts and settings of a detector that latent outlier exposure trains. */
export interface LoeOptions extends Omit<LoeShape, "size"> {
  /** The layers of the frozen network; the mean of each over an image is looked at. */
  layers: NetworkLayers;
  /** The network's weights. The detector takes them over. */
  layersParams: Params;
  inputSize: { height: number; width: number };
  /** The temperature τ of the losses. */
  temperature: number;
  /** Where initial weights come from. */
  random: RandomStream;
}

/** A detector that latent outlier exposure trains, and what its training needs. */
export interface Loe extends Detector {
  /** The layers, pooled: one cell each. */
  layers: NetworkLayers;
  /** Both losses of images, from the pooled features of each layer, `[N, 1, 1, C]`. */
  losses(params: Params, features: readonly Tensor4D[]): LossPair;
}

/** One vector an image: the pooled layers side by side, `[N, 1, 1, sum of C]`. */
export const joinPooled = (features: readonly Tensor4D[]): Tensor4D => concat([...features], 3);

/**
 * Neural transformation learning on the pooled features of a frozen network, not trained. The score of an image is its
 * normal loss, as in the paper also after training with latent outlier exposure. Pooled features do not tell where an
 * anomaly is: the map is one cell, the score of the whole image.
 *
 * @throws {RangeError} If there are fewer than 2 transformations.
 *
 * @example
 * const model = createLoe({ layers, layersParams, inputSize, temperature: 0.1, transformations: 8, transformationWidth: 64, encoderWidths: [128, 64], random });
 */
export function createLoe({
  layers: whole,
  layersParams,
  inputSize,
  temperature,
  random,
  ...shape
}: LoeOptions): Loe {
  if (!(shape.transformations >= 2))
    throw new RangeError(
      `createLoe: expected at least 2 transformations, got ${shape.transformations}`,
    );
  whole.grids(inputSize); // refuses images that are too small
  const layers = pooledLayers(whole);
  const size = layers.channels.reduce((sum, channels) => sum + channels, 0);
  const own = [...standardizeSpec(size), ...loeSpec({ ...shape, size })];
  const losses: Loe["losses"] = (params, features) => {
    const vectors = reshape(standardize(params, joinPooled(features)), [-1, size]) as Tensor2D;
    const { z, views } = embed(params, vectors);
    return neuralTransformationLosses(z, views, { temperature });
  };
  return {
    method: "loe",
    types: [anomalyType],
    inputSize: { ...inputSize },
    scoring:
      "how unlike the whole image is to normal ones (the map has a single cell: it does not show where)",
    layers,
    spec: [...layers.spec, ...own],
    params: { ...layersParams, ...initParams(own, { random }) },
    losses,
    outputs: (params, images) =>
      tidyOutput(() => {
        const { normal } = losses(params, layers.features(params, images));
        return {
          scores: reshape(normal, [-1, 1]) as Tensor2D,
          maps: reshape(normal, [-1, 1, 1, 1]) as Tensor4D,
        };
      }),
  };
}
