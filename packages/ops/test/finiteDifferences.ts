import { dot, grads, reshape, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/**
 * Compares the gradients of a function with central differences along every number of every input.
 *
 * @param f - Returns one tensor; its numbers are weighted by 1, -2, 3, -4, ... and summed.
 * @param tolerance - Largest difference: float32 and a step of 1/128 leave about 1e-2 of the values here.
 */
export function expectGradients(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor[],
  tolerance = 1e-2,
): void {
  const loss = (...given: Tensor[]): Scalar => {
    const y = reshape(f(...given), [-1]);
    return dot(
      y,
      tensor1d(Array.from({ length: y.size }, (_, i) => (i + 1) * (-1) ** i)),
    ) as Scalar;
  };
  const gradients = grads(loss)(inputs);
  const step = 1 / 128;
  for (const [place, input] of inputs.entries()) {
    const values = input.dataSync();
    const got = gradients[place].dataSync();
    for (const i of values.keys()) {
      const [above, below] = [step, -step].map((change) =>
        tidy(() => {
          const moved = Float32Array.from(values, (value, j) => (i === j ? value + change : value));
          const given = inputs.map((x, j) => (j === place ? tensor(moved, input.shape) : x));
          return loss(...given);
        }).dataSync(),
      );
      const slope = (above[0] - below[0]) / (2 * step);
      expect(Math.abs(got[i] - slope)).toBeLessThan(tolerance * (1 + Math.abs(slope)));
    }
  }
}
