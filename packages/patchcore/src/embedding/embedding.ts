import type { Params, ParamSpec } from "@flawlens/backbones";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** How images become one vector for each cell of a grid: a value, so that any object of this shape fits. */
export interface Embedding {
  name: string;
  /** Parameters of the frozen network, under the names of its checkpoint. */
  spec: readonly ParamSpec[];
  /** Numbers in the vector of a cell. */
  size: number;
  /**
   * Cells of the grid for images of a size.
   *
   * @throws {RangeError} If the images are too small.
   */
  grid(input: { height: number; width: number }): { height: number; width: number };
  /**
   * A pure function, never reading a value, so that it can be exported.
   *
   * @param params - The parameters of `spec`, also with batch normalisations folded; there may be more.
   * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
   * @returns `[N, h, w, size]`.
   */
  embed(params: Params, images: Tensor4D): Tensor4D;
}

/** Vectors of images in memory: `[images, height, width, size]`, row-major. */
export interface Embeddings {
  data: Float32Array;
  images: number;
  height: number;
  width: number;
  size: number;
}
