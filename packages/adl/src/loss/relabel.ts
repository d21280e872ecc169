import {
  add,
  argMax,
  cast,
  cumsum,
  div,
  equal,
  gather,
  greaterEqual,
  max,
  maximum,
  min,
  mul,
  range,
  reshape,
  sigmoid,
  slice,
  square,
  sub,
  sum,
  topk,
  where,
  fill,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { constantOf } from "@flawlens/ops";

/** New targets of the classifier from a batch's scores: a value, so that any function of this shape fits. */
export interface Relabel {
  name: string;
  /**
   * @param scores - S, `[N]`.
   * @param labels - y, `[N]` of 0 and 1.
   * @returns t, `[N]` in [0, 1]; a constant.
   */
  targets(scores: Tensor1D, labels: Tensor1D): Tensor1D;
}

/**
 * The multi-cue rule. What is labelled anomalous stays so; the others' scores, stretched to u in
 * [0, 1] over the batch, become t = 0.95·sigmoid(5·(u - ½)): the highest-scoring image labelled
 * normal of each batch is taken as 0.878 anomalous.
 */
export const rankRelabel: Relabel = {
  name: "ranks",
  targets: (scores, labels) =>
    constantOf(scores, (given) => {
      const s = given as Tensor1D;
      const normal = equal(labels, 0);
      const low = min(where(normal, s, fill(s.shape, Infinity)));
      const high = max(where(normal, s, fill(s.shape, -Infinity)));
      const u = div(sub(s, low), add(sub(high, low), 1e-6));
      const soft = mul(sigmoid(mul(sub(u, 0.5), 5)), 0.95) as Tensor1D;
      return where(normal, soft, fill(s.shape, 1)) as Tensor1D;
    }),
};

/**
 * The rule of the parent method: the batch's scores are cut in two clusters (2-means, in one dimension
 * exact), and the images of the higher one are anomalous, beside those labelled so.
 */
export const clusterRelabel: Relabel = {
  name: "clusters",
  targets: (scores, labels) =>
    constantOf(scores, (given) => {
      const s = given as Tensor1D;
      const threshold = lowestOfHigher(s);
      return maximum(labels, cast(greaterEqual(s, threshold), "float32")) as Tensor1D;
    }),
};

/** The score at which 2-means cuts: the lowest of the higher cluster. */
function lowestOfHigher(scores: Tensor1D): Scalar {
  const [count] = scores.shape;
  const centred = sub(scores, div(sum(scores), count)) as Tensor1D; // cuts do not move, digits are saved
  const { values } = topk(centred, count); // from high to low
  if (count < 2) return reshape(scores, []) as Tensor as Scalar;
  const above = slice(cumsum(values, 0), 0, count - 1);
  const many = range(1, count, 1, "float32");
  // Scores of sum 0: squared distance between clusters, weighted, is above²·N / (k·(N - k)).
  const gain = div(square(above), mul(many, sub(count, many)));
  const { values: original } = topk(scores, count);
  return gather<Tensor>(original, argMax(gain)) as Scalar;
}

/** Plain cross-entropy: labels as given, as the paper's prose has it. */
export const noRelabel: Relabel = { name: "none", targets: (_, labels) => labels };
