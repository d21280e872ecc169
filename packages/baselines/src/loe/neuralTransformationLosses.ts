import { add, concat, div, expandDims, eye, logSumExp, matMul, mul, neg, sqrt, square, sub, sum, tidy } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { LossPair } from "./loeLoss.ts";

/**
 * The losses of neural transformation learning (Qiu et al. 2021, arXiv:2103.16440): each of K views of a sample shall
 * be like the sample itself and unlike the other views. With cosines sim and the temperature τ:
 *
 *     hₖ = exp(sim(zₖ, z)/τ) / (exp(sim(zₖ, z)/τ) + Σ_{l ≠ k} exp(sim(zₖ, zₗ)/τ))
 *     Lₙ = -Σₖ log hₖ,  Lₐ = -Σₖ log(1 - hₖ)
 *
 * @param z - `[B, D]`: the embedding of each sample.
 * @param views - `[B, K, D]`: the embeddings of its views, K at least 2.
 */
export function neuralTransformationLosses(
  z: Tensor2D,
  views: Tensor3D,
  { temperature }: { temperature: number },
): LossPair {
  const { normal, anomalous } = tidy(() => {
    const [own, others] = [unit(expandDims(z, 1)), unit(views)] as [Tensor3D, Tensor3D];
    const toOwn = div(matMul(others, own, false, true), temperature); // [B, K, 1]
    const count = views.shape[1];
    // A view is not compared with itself: e^-1000 is 0.
    const self = mul(eye(count), 1000);
    const toOthers = sub(div(matMul(others, others, false, true), temperature), self); // [B, K, K]
    const all = logSumExp(concat([toOwn, toOthers], 2), 2);
    const rest = logSumExp(toOthers, 2);
    return {
      normal: neg(sum(sub(sum(toOwn, 2), all), 1)) as Tensor1D,
      anomalous: neg(sum(sub(rest, all), 1)) as Tensor1D,
    };
  });
  return { normal, anomalous };
}

/** Vectors of length 1. */
const unit = (x: Tensor): Tensor => div(x, sqrt(add(sum(square(x), -1, true), 1e-12)));
