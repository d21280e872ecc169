import { convSpec, convolve, initParams } from "@flawlens/backbones";
import type { NetworkLayers, Params, ParamSpec } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { RandomStream } from "@flawlens/sampling";
import { max, neg, reshape } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "../shared/featureJoin.ts";
import { patchDiscriminator, patchDiscriminatorSpec } from "../shared/patchDiscriminator.ts";
import { smoothedMap } from "../shared/smoothedMap.ts";
import { standardize, standardizeSpec } from "../shared/standardize.ts";
import { xavierNormal } from "../shared/xavierNormal.ts";
import type { Simplenet } from "./simplenet.ts";

/** The parts and sizes of a SimpleNet. */
export interface SimplenetOptions {
  /** Layers of the frozen network. */
  layers: NetworkLayers;
  /** The network's weights. The detector takes them over. */
  layerParams: Params;
  /** How layers become one vector a cell. */
  join: FeatureJoin;
  inputSize: { height: number; width: number };
  /** Values between the two linear maps of the discriminator; default 1024. */
  hidden?: number;
  /** Whether channels are brought to mean 0 and deviation 1 over the training images first; default false. */
  standardized?: boolean;
  /** Where the trained weights begin. */
  random: RandomStream;
}

/**
 * An untrained SimpleNet (Liu et al. 2023, arXiv:2303.15140): the features of a frozen network go through a linear
 * map, and a discriminator of two layers tells those of normal images from the same with noise. A cell's score is
 * what the discriminator gives it, negated, so that higher means more anomalous; an image's score is its largest,
 * before the map is smoothed.
 *
 * Trained parameters: `size² + size` of the linear map and `size·hidden + 4·hidden` of the discriminator, 3,937,792
 * as released.
 *
 * @throws {RangeError} If the layers cannot be joined, or the images are too small for the network.
 */
export function createSimplenet({
  layers,
  layerParams,
  join,
  inputSize,
  hidden = 1024,
  standardized = false,
  random,
}: SimplenetOptions): Simplenet {
  const size = join.size(layers.channels);
  layers.grids(inputSize); // refuses images that are too small
  const own = [...(standardized ? standardizeSpec(size) : []), ...simplenetSpec({ size, hidden })];
  return {
    method: "simplenet",
    types: [anomalyType],
    inputSize,
    scoring: "the most anomalous cell, by the discriminator",
    layers,
    join,
    size,
    spec: [...layers.spec, ...own],
    params: { ...layerParams, ...initParams(own, { random }) },
    outputs: (params, images) =>
      tidyOutput(() => {
        const projected = project(params, join.join(layers.features(params, images)));
        const cells = cellScores(params, projected, null);
        return {
          scores: reshape(max(cells, [1, 2, 3]), [-1, 1]) as Tensor2D,
          maps: smoothedMap(cells, inputSize, { sigma: 4, border: "mirror" }),
        };
      }),
  };
}

/** The trained parameters: the linear map `projection` and the network `discriminator`. */
export function simplenetSpec({ size, hidden }: { size: number; hidden: number }): ParamSpec[] {
  return xavierNormal([
    ...convSpec("projection", { from: size, to: size, kernel: 1, bias: true }),
    ...patchDiscriminatorSpec("discriminator", { from: size, hidden }),
  ]);
}

/** Joined features through the linear map. */
export function project(params: Params, joined: Tensor4D): Tensor4D {
  return convolve(params, "projection", standardize(params, joined));
}

/**
 * Scores of cells, higher = more anomalous.
 *
 * @param updates - Gets the next running statistics, in training; else `null`.
 */
export function cellScores(params: Params, projected: Tensor4D, updates: Params | null): Tensor4D {
  return neg(patchDiscriminator(params, "discriminator", projected, updates));
}
