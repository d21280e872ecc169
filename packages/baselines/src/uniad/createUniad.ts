import { initParams } from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { RandomStream } from "@flawlens/sampling";
import { reshape, tensor } from "@tensorflow/tfjs-core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { standardize, standardizeSpec } from "../shared/standardize.ts";
import { alignedJoin } from "./alignedJoin.ts";
import { neighborMask } from "./neighborMask.ts";
import { reconstruct } from "./reconstruct.ts";
import { scoreReconstruction } from "./scoreReconstruction.ts";
import { uniadName, uniadSpec } from "./uniadSpec.ts";
import type { UniadShape } from "./uniadSpec.ts";

/** The parts and settings of a UniAD. */
export interface UniadOptions extends Omit<UniadShape, "size" | "height" | "width"> {
  /** The layers of the frozen network; their grid is that of the coarsest. */
  layers: NetworkLayers;
  /** The network's weights. The detector takes them over. */
  layersParams: Params;
  inputSize: { height: number; width: number };
  /** Side of the square of cells that is hidden from the cell in its middle, odd; 0 hides nothing. */
  neighbors: number;
  /** Side of the squares of pixels whose means are compared for the score of an image. */
  pool: number;
  /** Whether every channel is brought to mean 0 and deviation 1, by parameters that begin as the identity. */
  standardized: boolean;
  /** Where initial weights come from. */
  random: RandomStream;
}

/** A UniAD: a detector, and what its training needs. */
export interface Uniad extends Detector {
  layers: NetworkLayers;
  /** The features of a batch that are to be reconstructed, `[N, cells, size]`, from those of each layer. */
  tokens(params: Params, features: readonly Tensor4D[]): Tensor3D;
  /** Their reconstruction, of the same shape. */
  reconstruct(params: Params, tokens: Tensor3D): Tensor3D;
}

/**
 * A UniAD (You et al. 2022, arXiv:2206.03687) that is not trained: one transformer for images of all categories, which
 * reconstructs features of normal images.
 *
 * @throws {RangeError} If the images are too small, or `hidden` cannot be divided among the heads.
 *
 * @example
 * const model = createUniad({ layers, layersParams, inputSize, ...uniadConfig.parse({}), random: randomStream(7) });
 */
export function createUniad(options: UniadOptions): Uniad {
  const { layers, layersParams, inputSize, neighbors, pool, standardized, random } = options;
  const { hidden, heads, encoderLayers, decoderLayers, feedForward } = options;
  if (hidden % heads !== 0 || hidden % 2 !== 0)
    throw new RangeError(
      `createUniad: expected an even hidden width that ${heads} heads can share, got ${hidden}`,
    );
  const { height, width } = alignedJoin.grid(layers.grids(inputSize));
  const size = alignedJoin.size(layers.channels);
  const shape = { size, height, width, hidden, heads, encoderLayers, decoderLayers, feedForward };
  const mask = neighborMask({ height, width, neighbors });
  const own = [...(standardized ? standardizeSpec(size) : []), ...uniadSpec(shape)];
  const tokens: Uniad["tokens"] = (params, features) =>
    tidyOutput(() => {
      const joined = standardize(params, alignedJoin.join(features));
      return reshape(joined, [-1, height * width, size]) as Tensor3D;
    });
  const rebuilt: Uniad["reconstruct"] = (params, x) => reconstruct(params, x, mask, shape);
  return {
    method: "uniad",
    types: [anomalyType],
    inputSize: { ...inputSize },
    scoring: `highest mean of ${pool} x ${pool} pixels of the map, which shows how far features are from their reconstruction`,
    layers,
    spec: [...layers.spec, ...own],
    params: { ...layersParams, ...initialParams(own, random) },
    tokens,
    reconstruct: rebuilt,
    outputs: (params, images) =>
      tidyOutput(() => {
        const x = tokens(params, layers.features(params, images));
        const [given, made] = [x, rebuilt(params, x)].map(
          (rows) => reshape(rows, [-1, height, width, size]) as Tensor4D,
        );
        return scoreReconstruction(given, made, { size: inputSize, pool });
      }),
  };
}

/** As released: tables of positions hold numbers in [0, 1). */
function initialParams(spec: Uniad["spec"], random: RandomStream): Params {
  const params = initParams(spec, { random });
  for (const { name, shape } of spec) {
    if (!name.startsWith(`${uniadName}.pos_embed.`)) continue;
    params[name].dispose();
    params[name] = tensor(Float32Array.from({ length: shape[0] * shape[1] }, random), [...shape]);
  }
  return params;
}
