import { clone, customGrad, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

type Gradient = Parameters<typeof customGrad>[0];

/** What a function makes of a tensor, through which no gradient flows; its operations may have none. */
export function constantOf<T extends Tensor>(x: Tensor, f: (x: Tensor) => T): T {
  const stopped = (given: Tensor, save: (tensors: Tensor[]) => void) => {
    save([given]);
    return { value: f(given), gradFunc: (_: Tensor, [given]: Tensor[]) => zerosLike(given) };
  };
  return customGrad(stopped as unknown as Gradient)(x) as T;
}

/** The same numbers, through which no gradient flows: PyTorch's `detach`. */
export function constant<T extends Tensor>(x: T): T {
  return constantOf(x, (given) => clone(given) as T);
}
