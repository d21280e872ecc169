import { gaussianBlur } from "@flawlens/detector";
import type { BlurOptions } from "@flawlens/detector";
import { image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * A map of cells enlarged to the size of the images bilinearly, then under a Gaussian.
 *
 * @param cells - `[N, h, w, 1]`.
 * @param size - Of the images, in pixels.
 * @returns `[N, height, width, 1]`.
 */
export function smoothedMap(
  cells: Tensor4D,
  { height, width }: { height: number; width: number },
  blur: BlurOptions,
): Tensor4D {
  return tidy(() => gaussianBlur(image.resizeBilinear(cells, [height, width], false, true), blur));
}
