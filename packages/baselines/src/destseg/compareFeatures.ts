import { add, concat, div, image, mul, neg, sqrt, square, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * What DeSTSeg's segmentation reads: the negative product of a teacher's and a student's unit vectors, channel by
 * channel, the levels brought to the sides of the finest (bilinear, half-pixel centres) and joined.
 *
 * @param teacher - `[N, h, w, C]` a level, finest first.
 * @param student - The same shapes.
 * @returns `[N, h, w, sum of C]` of the finest level's sides.
 */
export function compareFeatures(
  teacher: readonly Tensor4D[],
  student: readonly Tensor4D[],
): Tensor4D {
  return tidy(() => {
    const [, height, width] = student[0].shape;
    const products = teacher.map((x, i) => neg(mul(unit(x), unit(student[i]))) as Tensor4D);
    return concat(
      products.map((x) => image.resizeBilinear(x, [height, width], false, true)),
      3,
    );
  });
}

function unit(x: Tensor4D): Tensor4D {
  return div(x, add(sqrt(sum(square(x), 3, true)), 1e-12));
}
