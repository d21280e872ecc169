import { clone, customGrad, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

type Gradient = Parameters<typeof customGrad>[0];

/**
 * The same numbers as `x`, treated as a constant: the gradient that goes back through the result is
 * zero. PyTorch calls this `detach`, JAX `stop_gradient`.
 */
export function constant<T extends Tensor>(x: T): T {
  return constantOf(x, (given) => clone(given) as T);
}

/**
 * What `f` makes of `x`, treated as a constant: the gradient that goes back to `x` is zero. The
 * operations inside `f` therefore need no gradients of their own.
 *
 * @param f - A function of one tensor that returns a new tensor of any shape.
 */
export function constantOf<T extends Tensor>(x: Tensor, f: (x: Tensor) => T): T {
  const stopped = (given: Tensor, save: (tensors: Tensor[]) => void) => {
    save([given]);
    return { value: f(given), gradFunc: (_: Tensor, [given]: Tensor[]) => zerosLike(given) };
  };
  return customGrad(stopped as unknown as Gradient)(x) as T;
}
