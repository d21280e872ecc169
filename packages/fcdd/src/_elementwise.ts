import { customGrad } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** A function of one tensor, element by element, and its gradient. */
type Elementwise = (
  x: Tensor,
  save: (tensors: Tensor[]) => void,
) => { value: Tensor; gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor };

/** `customGrad` for a function of one tensor, with the types it has. */
export function elementwise(f: Elementwise): (x: Tensor) => Tensor {
  return customGrad(f as unknown as Parameters<typeof customGrad>[0]) as (x: Tensor) => Tensor;
}
