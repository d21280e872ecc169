import { abs, add, addN, cast, div, expandDims, greaterEqual, image, mean, sigmoid, sub, sum, tidy } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Scalar, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { cosineDistances } from "../shared/cosineDistances.ts";
import { focalLoss } from "../shared/focalLoss.ts";

/** Exponent of the focal loss, as released. */
const gamma = 4;

/**
 * What the student minimises: one minus the cosine between its features of a changed image and the teacher's of the
 * image as it was, averaged over the places of each level, and added over levels and images: it is not divided by the
 * size of the batch, to which the learning rate therefore belongs.
 *
 * @param teacher - `[N, h, w, C]` a level.
 * @param student - The same shapes.
 */
export function studentLoss(teacher: readonly Tensor4D[], student: readonly Tensor4D[]): Scalar {
  return tidy(
    () =>
      addN(
        teacher.map((x, i) => {
          const [, height, width] = x.shape;
          return div(sum(cosineDistances(x, student[i])), height * width);
        }),
      ) as Scalar,
  );
}

/**
 * What the segmentation minimises: the focal loss, of exponent 4, and the mean absolute difference to the mask.
 *
 * @param logits - `[N, h, w, 1]`.
 * @param masks - `[N, H, W]`, 1 where an image is anomalous. They are brought to the sides of the logits (bilinear) and
 *   count from one half.
 */
export function segmentationLoss(logits: Tensor4D, masks: Tensor3D): Scalar {
  return tidy(() => {
    const [, height, width] = logits.shape;
    const small = image.resizeBilinear(
      expandDims(masks, 3) as Tensor4D,
      [height, width],
      false,
      true,
    );
    const labels = cast(greaterEqual(small, 0.5), "float32");
    const focal = mean(focalLoss(logits, labels, gamma));
    return add(focal, mean(abs(sub(sigmoid(logits), labels)))) as Scalar;
  });
}
