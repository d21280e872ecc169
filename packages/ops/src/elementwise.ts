import { customGrad } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * A function of one tensor with its gradient, for {@link elementwise}: it computes `value` from `x`,
 * saves the tensors that the gradient needs, and `gradFunc` makes the gradient of `x` out of the
 * upstream gradient `dy` and what was saved, in the order it was saved.
 */
export type Elementwise = (
  x: Tensor,
  save: (tensors: Tensor[]) => void,
) => { value: Tensor; gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor };

/**
 * Gives a function of one tensor a gradient of its own: TensorFlow.js's `customGrad`, with the types
 * that a function of one tensor has. Value and gradient have the shape of `x`.
 *
 * @example
 * // |x| with the gradient sign(x), which is 0 at 0
 * const size = elementwise((x, save) => {
 *   save([x]);
 *   return { value: abs(x), gradFunc: (dy, [x]) => mul(dy, sign(x)) };
 * });
 */
export function elementwise(f: Elementwise): (x: Tensor) => Tensor {
  return customGrad(f as unknown as Parameters<typeof customGrad>[0]) as (x: Tensor) => Tensor;
}
