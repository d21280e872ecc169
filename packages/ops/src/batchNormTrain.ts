import {
  batchNorm,
  engine,
  moments,
  registerGradient,
  tidy,
  type NamedTensorMap,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import { hasKernel } from "./_hasKernel.ts";

/** The results of {@link batchNormTrain}. */
export interface BatchNormTrainResult {
  /** `[N, H, W, C]`, normalised, scaled and shifted. */
  y: Tensor4D;
  /** `[C]`, the batch's mean. */
  mean: Tensor1D;
  /** `[C]`, the batch's biased variance (divided by N·H·W). */
  variance: Tensor1D;
}

/**
 * Batch normalisation with the statistics of the batch itself, as training does:
 *
 *     y = scale · (x - mean) / sqrt(variance + epsilon) + offset
 *
 * with mean and biased variance over N, H and W (Ioffe & Szegedy 2015, arXiv:1502.03167). The gradient
 * of `y` goes to `x`, `scale` and `offset`, through the statistics too. `mean` and `variance` are
 * returned for running averages; no gradient goes back through them.
 *
 * The `ort` engine runs it as one operator and its gradient as four; every other engine runs plain
 * TensorFlow.js operations.
 *
 * @param x - `[N, H, W, C]`.
 * @param scale - `[C]` (γ).
 * @param offset - `[C]` (β).
 * @param epsilon - Added to the variance; PyTorch's default is 1e-5.
 * @throws {RangeError} If scale or offset has another number of channels than `x`.
 */
export function batchNormTrain(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
): BatchNormTrainResult {
  const channels = x.shape[3];
  if (scale.size !== channels || offset.size !== channels)
    throw new RangeError(
      `batchNormTrain: expected scale and offset of ${channels} channels, got ${scale.size} and ${offset.size}`,
    );
  if (hasKernel("BatchNormTrain")) {
    const inputs = { x, scale, offset } as unknown as NamedTensorMap;
    const [y, mean, variance] = engine().runKernel("BatchNormTrain", inputs, {
      epsilon,
    }) as unknown as [Tensor4D, Tensor1D, Tensor1D];
    return { y, mean, variance };
  }
  return tidy(() => {
    const { mean, variance } = moments(x, [0, 1, 2]);
    const y = batchNorm(x, mean as Tensor1D, variance as Tensor1D, offset, scale, epsilon);
    return { y, mean: mean as Tensor1D, variance: variance as Tensor1D } as never;
  }) as unknown as BatchNormTrainResult;
}

registerGradient({
  kernelName: "BatchNormTrain",
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, true, true],
  gradFunc: (dy, saved, attrs) => {
    const [x, scale, mean, variance] = saved;
    const inputs = { dy: (dy as Tensor[])[0], x, scale, mean, variance } as NamedTensorMap;
    const gradients = engine().runKernel("BatchNormTrainGrad", inputs, attrs) as Tensor[];
    return { x: () => gradients[0], scale: () => gradients[1], offset: () => gradients[2] };
  },
});
