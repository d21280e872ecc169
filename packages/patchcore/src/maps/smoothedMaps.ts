import { gaussianBlur } from "@flawlens/detector";
import type { Border } from "@flawlens/detector";
import { image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

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
    const enlarged =
      enlarge === "nearest"
        ? image.resizeNearestNeighbor(cells, [height, width])
        : image.resizeBilinear(cells, [height, width], false, true);
    return gaussianBlur(enlarged, { sigma, border });
  });
}
