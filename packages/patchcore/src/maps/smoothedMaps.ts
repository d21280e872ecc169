import { gaussianBlur } from "@flawlens/detector";
import { image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Standard deviation of the Gaussian, in pixels of the input. */
const sigma = 4;

/**
 * Maps at the size of the images, smoothed by a Gaussian of deviation 4 pixels (cut at 16), their border mirrored
 * without repeating the pixel at the edge, as anomalib has it.
 *
 * @param cells - `[N, h, w, 1]`.
 * @param size - The size of the images, in pixels.
 * @param enlarge - PatchCore "nearest", PaDiM "bilinear".
 * @returns `[N, height, width, 1]`.
 */
export function smoothedMaps(
  cells: Tensor4D,
  { height, width }: { height: number; width: number },
  enlarge: "nearest" | "bilinear",
): Tensor4D {
  return tidy(() => {
    const enlarged =
      enlarge === "nearest"
        ? image.resizeNearestNeighbor(cells, [height, width])
        : image.resizeBilinear(cells, [height, width], false, true);
    return gaussianBlur(enlarged, { sigma, border: "reflect" });
  });
}
