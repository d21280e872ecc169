import { image } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Twice the sides, each cell four times. */
export function doubled(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  return image.resizeNearestNeighbor(x, [2 * height, 2 * width]);
}
