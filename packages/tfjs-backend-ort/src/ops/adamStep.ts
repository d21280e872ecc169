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

/** The numbers of one {@link adamStep}. */
export interface AdamStepOptions {
  /** The bias-corrected step size of this step; a tensor, because it changes with every step. */
  stepSize: Scalar;
  /** Decay of the first moment. */
  beta1: number;
  /** Decay of the second moment. */
  beta2: number;
  /** Added to the root of the second moment; a tensor for the same reason. */
  epsilon: Scalar;
}

/**
 * One update of one parameter by Adam (Kingma & Ba 2015, the form of its section 2 with the bias
 * corrections folded into `stepSize` and `epsilon`):
 *
 *     m' = beta1·m + (1 - beta1)·g
 *     v' = beta2·v + (1 - beta2)·g²
 *     p' = p - stepSize · m' / (sqrt(v') + epsilon)
 *
 * With stepSize = lr·sqrt(1-beta2ᵗ)/(1-beta1ᵗ) and epsilon = ε·sqrt(1-beta2ᵗ) this is PyTorch's Adam.
 * Nothing is disposed: the caller owns old and new tensors.
 *
 * @returns `[p', m', v']`, each of the parameter's shape.
 */
export function adamStep(
  param: Tensor,
  gradient: Tensor,
  m: Tensor,
  v: Tensor,
  { stepSize, beta1, beta2, epsilon }: AdamStepOptions,
): [Tensor, Tensor, Tensor] {
  if (hasKernel("AdamStep")) {
    const inputs = { param, gradient, m, v, stepSize, epsilon } as unknown as NamedTensorMap;
    return engine().runKernel("AdamStep", inputs, { beta1, beta2 }) as unknown as [
      Tensor,
      Tensor,
      Tensor,
    ];
  }
  return tidy(() => {
    const m2 = add(mul(m, beta1), mul(gradient, 1 - beta1));
    const v2 = add(mul(v, beta2), mul(square(gradient), 1 - beta2));
    const p2 = sub(param, mul(stepSize, div(m2, add(sqrt(v2), epsilon))));
    return [p2, m2, v2] as Tensor[];
  }) as [Tensor, Tensor, Tensor];
}
