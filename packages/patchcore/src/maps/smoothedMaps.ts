import { gaussianBlur } from "@flawlens/detector";
import type { Border } from "@flawlens/detector";
import { eye, image, matMul, reshape, tidy } from "@tensorflow/tfjs-core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

/** Standard deviation of the Gaussian, in pixels of the input. */
const sigma = 4;

/** How the scores of cells become a map at the size of the images. */
export interface Smoothing {
  /** How cells are enlarged. */
  enlarge: "nearest" | "bilinear";
  /** What lies beyond the border under the Gaussian. */
  border: Border;
}

/** PatchCore's maps as anomalib has them. */
export const patchcoreSmoothing: Smoothing = { enlarge: "nearest", border: "reflect" };

/** PaDiM's maps as anomalib has them. */
export const padimSmoothing: Smoothing = { enlarge: "bilinear", border: "reflect" };

/** The maps of the authors of PatchCore, which MH-PatchCore and SoftPatch have taken over. */
export const releasedSmoothing: Smoothing = { enlarge: "bilinear", border: "mirror" };

/**
 * Maps at the size of the images, smoothed by a Gaussian of deviation 4 pixels (cut at 16).
 *
 * @param cells - `[N, h, w, 1]`.
 * @param size - The size of the images, in pixels.
 * @returns `[N, height, width, 1]`.
 */
export function smoothedMaps(
  cells: Tensor4D,
  { height, width }: { height: number; width: number },
  { enlarge, border }: Smoothing,
): Tensor4D {
  return tidy(() => {
    const [, h, w] = cells.shape;
    // rows · cells · columnsᵀ for every image: enlarging and smoothing are linear, and cells are few
    const across = matMul(reshape(cells, [-1, h, w]), smoothing(w, width, { enlarge, border }), false, true); // prettier-ignore
    const maps = matMul(smoothing(h, height, { enlarge, border }), across);
    return reshape(maps, [-1, height, width, 1]) as Tensor4D;
  });
}

/** `[1, pixels, cells]`: the weight of each cell of a row in each pixel of the smoothed map. */
function smoothing(cells: number, pixels: number, { enlarge, border }: Smoothing): Tensor3D {
  const each = reshape(eye(cells), [1, cells, 1, cells]) as Tensor4D; // a map for each cell, one cell wide
  const enlarged =
    enlarge === "nearest"
      ? image.resizeNearestNeighbor(each, [pixels, 1])
      : image.resizeBilinear(each, [pixels, 1], false, true);
  return reshape(gaussianBlur(enlarged, { sigma, border }), [1, pixels, cells]) as Tensor3D;
}
