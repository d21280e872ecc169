import { add, div, mul, sqrt, square } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { elementwise } from "@flawlens/ops";

/**
 * The anomaly map of a network's output: quadratic near zero, linear far from it.
 *
 *     A = sqrt(phi² + 1) - 1          (equation 1)
 *
 * computed as phi² / (sqrt(phi² + 1) + 1), which keeps every digit near zero where the
 * plain form gives 0. Gradient: phi / sqrt(phi² + 1).
 *
 * @param phi - Any shape.
 * @returns The same shape, `>= 0`.
 *
 * @example
 * pseudoHuber(tensor1d([1, -2])); // => [0.41421, 1.23607]
 */
export function pseudoHuber<T extends Tensor>(phi: T): T {
  return operation(phi) as T;
}

const operation = elementwise((phi, save) => {
  const squared = square(phi);
  const root = sqrt(add(squared, 1));
  save([phi, root]);
  return {
    value: div(squared, add(root, 1)),
    gradFunc: (dy, [phi, root]) => div(mul(dy, phi), root),
  };
});
