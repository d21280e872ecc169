import { tensor4d, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Nested numbers in PyTorch's order `[N][C][H][W]` as a tensor `[N, H, W, C]`. */
export function nestedNhwc(numbers: number[][][][]): Tensor4D {
  return transpose(tensor4d(numbers), [0, 2, 3, 1]);
}
