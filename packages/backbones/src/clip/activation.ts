import { add, customGrad, erf, mul, sigmoid, sub, tidy } from "@tensorflow/tfjs-core";
import type { GradSaveFunc, Tensor } from "@tensorflow/tfjs-core";

/** The activation between the two linear maps of a transformer's block. */
export type Activation = "quickGelu" | "gelu";

/** The slope within OpenAI's sigmoid. */
const SLOPE = 1.702;

/**
 * x · σ(1.702·x): OpenAI's approximation of GELU, which its CLIP models were trained with. Its gradient
 * computes the sigmoid again, as 1 - σ(-1.702·x), so that x alone is kept.
 */
export function quickGelu<T extends Tensor>(x: T): T {
  const apply = customGrad((...given) => {
    const [x, save] = given as unknown as [Tensor, GradSaveFunc];
    save([x]);
    return {
      value: mul(x, sigmoid(mul(x, SLOPE))),
      gradFunc: (dy: Tensor, [x]: Tensor[]) => {
        const steep = mul(x, -SLOPE);
        const rest = sigmoid(steep); // 1 - σ
        return mul(dy, mul(sub(1, rest), sub(1, mul(steep, rest))));
      },
    };
  });
  return apply(x) as T;
}

/** x · Φ(x) = x/2 · (1 + erf(x/√2)) (Hendrycks & Gimpel 2016, arXiv:1606.08415), exact. */
export function gelu<T extends Tensor>(x: T): T {
  return tidy(() => mul<T>(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
}

export const activations: Record<Activation, <T extends Tensor>(x: T) => T> = { quickGelu, gelu };
