import { focalLosses } from "@flawlens/training";
import { addN, mean, squaredDifference, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { ssimLoss } from "./ssimLoss.ts";

/**
 * What DRAEM minimises: the mean squared error and the structural dissimilarity of the reconstruction, and the focal
 * loss of the segmentation, all with weight 1.
 *
 * @param outputs - Of `draemNetwork`: the reconstruction, and logits.
 * @param targets - `images`: without anomalies, in [0, 1]. `masks`: `[N, H, W]`, 1 where an image is anomalous.
 * @param range - See {@link ssimLoss}.
 */
export function draemLoss(
  [reconstruction, logits]: readonly Tensor4D[],
  { images, masks }: { images: Tensor4D; masks: Tensor3D },
  range: number | "released",
): Scalar {
  return tidy(
    () =>
      addN([
        mean(squaredDifference(reconstruction, images)),
        ssimLoss(reconstruction, images, range),
        mean(focalLosses(logits, masks)),
      ]) as Scalar,
  );
}
