import { initParams } from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import { anomalyType } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import type { RandomStream } from "@flawlens/sampling";
import { concat, max, reshape } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "../shared/featureJoin.ts";
import { smoothedMap } from "../shared/smoothedMap.ts";
import { standardizeSpec } from "../shared/standardize.ts";
import type { Supersimplenet } from "./supersimplenet.ts";
import { adapt, runHeads, supersimplenetSpec } from "./supersimplenetHeads.ts";
import { upscaledJoin } from "./upscaledJoin.ts";

/** The parts and sizes of a SuperSimpleNet. */
export interface SupersimplenetOptions {
  /** Layers of the frozen network. */
  layers: NetworkLayers;
  /** The network's weights. The detector takes them over. */
  layerParams: Params;
  inputSize: { height: number; width: number };
  /** How layers become one vector a cell; default `upscaledJoin(2)`, as released. */
  join?: FeatureJoin;
  /** Values between the two layers of the segmentation head; default 1024. */
  hidden?: number;
  /** Maps of the classification head; default 128. */
  scoreMaps?: number;
  /** Whether channels are brought to mean 0 and deviation 1 over the training images first; default false. */
  standardized?: boolean;
  /** What an image's score is: that of the classification head (default), or the largest value of the smoothed map. */
  score?: "classification" | "map";
  /** Where the trained weights begin. */
  random: RandomStream;
}

/**
 * An untrained SuperSimpleNet (Rolih et al. 2024, arXiv:2408.03143): enlarged features of a frozen network go through
 * a linear map; a segmentation head makes the map of them, and a classification head the score of the image. Scores
 * and maps are logits, which rank as probabilities do and do not saturate. The extra output `imageScores` holds both
 * scores an image can have.
 *
 * Trained parameters as released: 8,856,835.
 *
 * @throws {RangeError} If the images are too small for the network.
 */
export function createSupersimplenet({
  layers,
  layerParams,
  inputSize,
  join = upscaledJoin(2),
  hidden = 1024,
  scoreMaps = 128,
  standardized = false,
  score = "classification",
  random,
}: SupersimplenetOptions): Supersimplenet {
  const size = join.size(layers.channels);
  const grid = join.grid(layers.grids(inputSize));
  const own = [
    ...(standardized ? standardizeSpec(size) : []),
    ...supersimplenetSpec({ size, hidden, scoreMaps }),
  ];
  return {
    method: "supersimplenet",
    types: [anomalyType],
    inputSize,
    scoring:
      score === "map"
        ? "the largest value of the smoothed map"
        : "the classification head, from features and map",
    extras: { imageScores: ["classification", "map"] },
    layers,
    join,
    size,
    grid,
    spec: [...layers.spec, ...own],
    params: { ...layerParams, ...initParams(own, { random }) },
    outputs: (params, images) =>
      tidyOutput(() => {
        const features = adapt(params, join.join(layers.features(params, images)));
        const heads = runHeads(params, features, { updates: null, stopGradient: false });
        const blur = { sigma: 4, border: "reflect", truncate: 3 } as const; // 25 taps
        const maps = smoothedMap(heads.map, inputSize, blur);
        const largest = reshape(max(maps, [1, 2, 3]), [-1, 1]) as Tensor2D;
        return {
          scores: score === "map" ? largest : heads.score,
          maps,
          extras: { imageScores: concat([heads.score, largest], 1) as Tensor2D },
        };
      }),
  };
}
