import type { Params } from "@flawlens/backbones";
import type { DetectorOutputs } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { expandDims, stack } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { cueNames } from "../cues/cues.ts";
import { scoreWithMaps } from "../maps/gradientMaps.ts";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { scoreImages } from "../network/scoreImages.ts";
import type { ImageScores } from "../network/scoreImages.ts";
import type { MapChoice } from "./adl.ts";

/**
 * What a detector gives of images: the fused score `[N, 1]`, the map of its choice, and the raw cues
 * `[N, 3]`, or `[N, 4]` with the novelty. The map is `[N, H, W, 1]`; of the novelty it is `[N, h, w, 1]`, a value a
 * cell. These and segmentation maps take two fifths of the time of gradient maps.
 */
export function adlOutputs(
  network: AdlNetwork & { maps: MapChoice },
  params: Params,
  images: Tensor4D,
): DetectorOutputs {
  return tidyOutput(() => {
    const { scores, map } = scoresAndMap(network, params, images);
    return {
      scores: expandDims(scores.scores, 1) as Tensor2D,
      maps: expandDims(map, 3) as Tensor4D,
      extras: {
        cues: stack(
          [
            ...cueNames.map((cue) => scores.cues[cue]),
            ...(scores.patchScores ? [scores.patchScores.novelty] : []),
          ],
          1,
        ) as Tensor2D,
      },
    };
  });
}

function scoresAndMap(
  network: AdlNetwork & { maps: MapChoice },
  params: Params,
  images: Tensor4D,
): { scores: ImageScores; map: Tensor3D } {
  if (network.maps === "gradient") {
    const { scores, maps } = scoreWithMaps(network, params, images);
    return { scores, map: maps.fused };
  }
  const scores = scoreImages(network, params, images);
  const { segmentation, patchScores } = scores;
  return {
    scores,
    map: network.maps === "novelty" && patchScores ? patchScores.patches : segmentation,
  };
}
