import { tidy, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "../fcdd.ts";
import { encodePieces } from "../forward.ts";

/** Memory that kept features may take: what `fitFcdd` allows. */
const allowedBytes = 4 * 2 ** 30;

/**
 * How many of the wanted versions of each image can be kept as features; 0 where not even one can be, so that features
 * are computed in each step.
 *
 * @param images - Number of training images.
 * @param wanted - As in the configuration.
 */
export function fittingVariants(
  model: Fcdd,
  { images, wanted }: { images: number; wanted: number },
): number {
  const { height, width } = model.inputSize;
  const bytes = tidy(() => {
    const one = zeros([1, height, width, 3]) as Tensor4D;
    return 4 * encodePieces(model, model.params, one).reduce((sum, { size }) => sum + size, 0);
  });
  return Math.min(wanted, Math.floor(allowedBytes / (bytes * images)));
}
