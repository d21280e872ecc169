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

/** The numbers of one {@link adamSteps}. */
export interface AdamStepsOptions {
  /** The bias-corrected step size of this step; a tensor, because it changes with every step. */
  stepSize: Scalar;
  /** Decay of the first moment. */
  beta1: number;
  /** Decay of the second moment. */
  beta2: number;
  /** Added to the root of the second moment; a tensor for the same reason. */
  epsilon: Scalar;
}

/** What Adam knows of one parameter. */
export interface AdamState {
  param: Tensor;
  /** First moment, of the parameter's shape. */
  m: Tensor;
  /** Second moment, of the parameter's shape. */
  v: Tensor;
}

/**
 * One update of each parameter by Adam (Kingma & Ba 2015, the form of its section 2 with the bias
 * corrections folded into `stepSize` and `epsilon`):
 *
 *     m' = beta1·m + (1 - beta1)·g
 *     v' = beta2·v + (1 - beta2)·g²
 *     p' = p - stepSize · m' / (sqrt(v') + epsilon)
 *
 * With stepSize = lr·sqrt(1-beta2ᵗ)/(1-beta1ᵗ) and epsilon = ε·sqrt(1-beta2ᵗ) this is PyTorch's Adam.
 * On `ort` it is one operation, and the small parameters are updated as one. Nothing is disposed: the
 * caller owns old and new tensors.
 *
 * @param gradients - One a parameter, of its shape.
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
    for (const [i, { param, m, v }] of states.entries())
      Object.assign(inputs, {
        [`p${i}`]: param,
        [`g${i}`]: gradients[i],
        [`m${i}`]: m,
        [`v${i}`]: v,
      });
    const attributes = { beta1, beta2, count: states.length };
    const flat = engine().runKernel("AdamSteps", inputs as NamedTensorMap, attributes) as Tensor[];
    return states.map((_, i) => ({ param: flat[3 * i], m: flat[3 * i + 1], v: flat[3 * i + 2] }));
  }
  return tidy(
    () =>
      states.map(({ param, m, v }, i) => {
        const m2 = add(mul(m, beta1), mul(gradients[i], 1 - beta1));
        const v2 = add(mul(v, beta2), mul(square(gradients[i]), 1 - beta2));
        const p2 = sub(param, mul(stepSize, div(m2, add(sqrt(v2), epsilon))));
        return { param: p2, m: m2, v: v2 };
      }) as never,
  ) as AdamState[];
}
