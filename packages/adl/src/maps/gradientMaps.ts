import type { Params } from "@flawlens/backbones";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Cues } from "../cues/cues.ts";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import type { ImageScores } from "../network/scoreImages.ts";
import { onOneTape } from "./_onOneTape.ts";
import { recordCues } from "./_recordCues.ts";

/** Maps of the places in an image that the cues depend on. */
export interface GradientMaps {
  /** M of equation 13, `[N, height, width]`, in [0, 1]. */
  fused: Tensor3D;
  /** M_k of equation 12 for each cue of the mode; where asked for. */
  cues?: Partial<Cues<Tensor3D>>;
}

/** How maps are made. */
export interface GradientMapOptions {
  /**
   * Whether the map of each cue is returned too, which costs one more backward pass through the
   * backbone for each. Default false.
   */
  cues?: boolean;
  /** Standard deviation of the Gaussian over the fused map, in pixels; default 8. */
  sigma?: number;
}

/**
 * Maps of the gradients of the cues, to the image and to the last convolution of the backbone,
 * by running statistics: equations 11 to 13 in the way of the mode. A whole batch at once, each image
 * as if it were alone.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 */
export function gradientMaps(
  network: AdlNetwork,
  params: Params,
  images: Tensor4D,
  options: GradientMapOptions = {},
): GradientMaps {
  return onOneTape((backward) => recordCues(network, params, images, backward).maps(options));
}

/**
 * Scores and gradient maps of one forward pass.
 *
 * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
 *
 * @example
 * const { maps } = scoreWithMaps(model, model.params, images, { cues: true });
 * maps.cues?.entropy; // => where the classifier is uncertain, [N, height, width]
 */
export function scoreWithMaps(
  network: AdlNetwork,
  params: Params,
  images: Tensor4D,
  options: GradientMapOptions = {},
): { scores: ImageScores; maps: GradientMaps } {
  return onOneTape((backward) => {
    const { scores, maps } = recordCues(network, params, images, backward);
    return { scores, maps: maps(options) };
  });
}

/** The gradients of one cue of each image, raw. */
export interface CueGradients {
  /** The gradients to the images, whose values lie in [0, 1]. */
  images: Tensor4D;
  /**
   * The gradients to the output of the backbone's last convolution, or to the coarsest features where the
   * backbone does not name it.
   */
  last: Tensor4D;
}

/** What equation 11 asks for, cue by cue. */
export function cueGradients(
  network: AdlNetwork,
  params: Params,
  images: Tensor4D,
): Cues<CueGradients> {
  return onOneTape((backward) => {
    const { toImages, toLast } = recordCues(network, params, images, backward);
    const of = (cue: keyof Cues) => ({ images: toImages([cue]), last: toLast(cue) });
    return {
      deviation: of("deviation"),
      entropy: of("entropy"),
      segmentation: of("segmentation"),
    };
  });
}
