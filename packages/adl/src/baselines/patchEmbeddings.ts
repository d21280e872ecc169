import { avgPool, concat, image, pad, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** One vector a cell of some images: `[images, height, width, size]`, row-major. */
export interface Embeddings {
  data: Float32Array;
  images: number;
  height: number;
  width: number;
  size: number;
}

/**
 * Features of several layers as one vector a cell of the finest, as PatchCore and PaDiM take them.
 *
 * @param features - Finest first, `[N, h, w, C]` each.
 * @param options - `pooled`: each cell becomes the mean of the 3 x 3 around it, zeros beyond the border
 *   counted (PatchCore). `enlarge`: how coarse layers come to the finest's resolution: PatchCore
 *   "bilinear", PaDiM "nearest".
 * @returns `[N, h, w, sum of C]`.
 */
export function patchEmbeddings(
  features: readonly Tensor4D[],
  { pooled, enlarge }: { pooled: boolean; enlarge: "bilinear" | "nearest" },
): Tensor4D {
  return tidy(() => {
    const around = (x: Tensor4D) =>
      avgPool(
        pad(x, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]),
        3,
        1,
        "valid",
      );
    const [finest, ...coarser] = pooled ? features.map(around) : features;
    const size: [number, number] = [finest.shape[1], finest.shape[2]];
    const enlarged = coarser.map((x) =>
      enlarge === "bilinear"
        ? image.resizeBilinear(x, size, false, true)
        : image.resizeNearestNeighbor(x, size),
    );
    return concat([finest, ...enlarged], 3);
  });
}

/** Cells as rows, image by image. */
export function embeddingRows({ data, images, height, width, size }: Embeddings) {
  return { data, count: images * height * width, size };
}
