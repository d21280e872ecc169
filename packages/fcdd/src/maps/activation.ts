import { logSumExp, add, concat, expandDims, eye, mul, reshape, softplus, sub, tidy, zeros } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { pseudoHuber } from "./pseudoHuber.ts";

/** How the head's channels become anomaly maps. */
export interface Activation {
  /** The rule in words for people. */
  name: string;
  /**
   * @param phi - `[N, u, v, M]`, one channel for each type, any sign.
   * @returns The maps, of the same shape, at least 0. They have a gradient to `phi`.
   */
  apply(phi: Tensor4D): Tensor4D;
}

/** The paper's: each map by itself, equation 1 of {@link pseudoHuber}. */
export const pseudoHuberMaps: Activation = { name: "pseudoHuber", apply: pseudoHuber };

/**
 * The types compete for each cell, which is either normal or shows one of them:
 *
 *     pₖ = exp(phiₖ) / (1 + Σⱼ exp(phiⱼ)),      Aₖ = -log(1 - pₖ) = softplus(phiₖ - log(1 + Σ_{j≠k} exp(phiⱼ)))
 *
 * `Aₖ` is 0 where the type is impossible, ln 2 where it is as likely as everything else together, and grows with the
 * log-odds beyond. With these maps equation 3 is the cross-entropy of each type: a normal cell costs `-log(1 - pₖ)`,
 * an anomalous one `-log pₖ`. A cell that one type explains is no evidence for another type, as it is in the paper's
 * maps. It takes M times the memory of the maps while it is computed.
 */
export const softmaxMaps: Activation = {
  name: "softmax",
  apply: (phi) =>
    tidy(() => {
      const types = phi.shape[3];
      const own = reshape(phi, [-1, types]) as Tensor2D;
      const [cells] = own.shape;
      const all = expandDims(concat([own, zeros([cells, 1])], 1), 1); // the normal class has logit 0
      const hideOwn = mul(concat([eye(types), zeros([types, 1])], 1), -1e9);
      const others = logSumExp(add(all, hideOwn), 2);
      return reshape(softplus(sub(own, others)), phi.shape);
    }),
};
