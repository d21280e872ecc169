import { add, erf, mul, sigmoid, tidy } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** What stands between the two maps of a transformer's block. */
export type Activation = "quickGelu" | "gelu";

/** x · σ(1.702·x): OpenAI's approximation of GELU, which its CLIP models were trained with. */
export function quickGelu<T extends Tensor>(x: T): T {
  return tidy(() => mul<T>(x, sigmoid(mul(x, 1.702))));
}

/** x · Φ(x) = x/2 · (1 + erf(x/√2)) (Hendrycks & Gimpel 2016, arXiv:1606.08415), exact. */
export function gelu<T extends Tensor>(x: T): T {
  return tidy(() => mul<T>(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)));
}

export const activations: Record<Activation, <T extends Tensor>(x: T) => T> = { quickGelu, gelu };
