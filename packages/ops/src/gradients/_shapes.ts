import { type Tensor, broadcast_util, reshape, sum } from "@tensorflow/tfjs-core";

/** The gradient of something that was broadcast: summed over the axes along which it was repeated. */
export function unbroadcast(gradient: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, gradient.shape);
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, shape);
}
