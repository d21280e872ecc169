import { add, div, exp, log, log1p, maximum, minimum, mul, tidy } from "@tensorflow/tfjs-core";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { Novelty } from "./novelty.ts";

/**
 * The score of images of which the novelty is known, too: the weighted geometric mean of the three cues' fused score s
 * and the novelty v on its scale (equations 9 and 10 of the paper).
 *
 *     s^(1 - w) · (n + 1e-6)^w        n = log(1 + clip(v, 1e-12, D)/c) / log(1 + D/c)
 *
 * @param fused - `[N]`, the score of the three cues.
 * @param novelty - `[N]`, raw.
 * @returns `[N]`.
 */
export function fuseNovelty(
  fused: Tensor1D,
  novelty: Tensor1D,
  { weight, scale: { knee, cap } }: Pick<Novelty, "weight" | "scale">,
): Tensor1D {
  return tidy(() => {
    const clipped = minimum(maximum(novelty, 1e-12), cap);
    const normalized = div(log1p(div(clipped, knee)), Math.log1p(cap / knee));
    const own = mul(log(add(normalized, 1e-6)), weight);
    // A score of 0 stays one without a logarithm of 0: 0 · ∞ would not be a number.
    return exp(add(mul(log(maximum(fused, 1e-30)), 1 - weight), own)) as Tensor1D;
  });
}
