import {
  add,
  div,
  engine,
  mul,
  sqrt,
  square,
  sub,
  tidy,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { hasKernel } from "./_hasKernel.ts";

/** Settings of one call of {@link adamSteps}. */
export interface AdamStepsOptions {
  /**
   * The step size of this update, corrected for bias. It is a tensor because it changes in every
   * update, and a compiled graph is found again by all that is not a tensor.
   */
  stepSize: Scalar;
  /** The decay of the sum of gradients, in [0, 1). */
  beta1: number;
  /** The decay of the sum of their squares, in [0, 1). */
  beta2: number;
  /** The number that is added to the root of the sum of squares. It is a tensor for the same reason. */
  epsilon: Scalar;
}

/** A parameter and what Adam remembers of its gradients. */
export interface AdamState {
  param: Tensor;
  /** Decayed sum of its gradients, of its shape: Adam's first moment divided by 1 - beta1. */
  sum: Tensor;
  /** Decayed sum of their squares, of its shape: Adam's second moment divided by 1 - beta2. */
  squares: Tensor;
}

/**
 * One update of each parameter by Adam (Kingma & Ba 2015, arXiv:1412.6980). The moments are kept as
 * plain sums, which saves two passes over the parameters, and every constant is part of `stepSize` and
 * `epsilon`:
 *
 *     sum' = beta1·sum + g
 *     squares' = beta2·squares + g²
 *     p' = p - stepSize · sum' / (sqrt(squares') + epsilon)
 *
 * This is PyTorch's Adam in update t if stepSize = lr·r·(1-beta1)/(1-beta1ᵗ) and epsilon = ε·r, where
 * r = sqrt((1-beta2ᵗ) / (1-beta2)).
 *
 * On the `ort` engine all parameters are updated by one operation, the small ones joined into one;
 * every other engine runs plain TensorFlow.js operations. Nothing is disposed: the caller owns the old
 * and the new tensors.
 *
 * @param gradients - One for each parameter, of its shape.
 * @returns The new state of each parameter, in the order given.
 * @throws {RangeError} If there are not as many gradients as parameters.
 */
export function adamSteps(
  states: readonly AdamState[],
  gradients: readonly Tensor[],
  { stepSize, beta1, beta2, epsilon }: AdamStepsOptions,
): AdamState[] {
  if (states.length !== gradients.length)
    throw new RangeError(
      `adamSteps: expected a gradient for each of ${states.length} parameters, got ${gradients.length}`,
    );
  if (states.length > 0 && hasKernel("AdamSteps")) {
    const inputs: Record<string, Tensor> = { stepSize, epsilon };
    for (const [i, { param, sum, squares }] of states.entries())
      Object.assign(inputs, {
        [`p${i}`]: param,
        [`g${i}`]: gradients[i],
        [`m${i}`]: sum,
        [`v${i}`]: squares,
      });
    const attributes = { beta1, beta2, count: states.length };
    const flat = engine().runKernel("AdamSteps", inputs as NamedTensorMap, attributes) as Tensor[];
    return states.map((_, i) => {
      const [param, sum, squares] = flat.slice(3 * i);
      return { param, sum, squares };
    });
  }
  return tidy(
    () =>
      states.map((state, i) => {
        const sum = add(mul(state.sum, beta1), gradients[i]);
        const squares = add(mul(state.squares, beta2), square(gradients[i]));
        const change = mul(stepSize, div(sum, add(sqrt(squares), epsilon)));
        return { param: sub(state.param, change), sum, squares };
      }) as never,
  ) as AdamState[];
}
