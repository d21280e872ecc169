import {
  add,
  div,
  logSoftmax,
  matMul,
  mul,
  neg,
  sqrt,
  square,
  sum,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * How equation 5 is read, for an anchor i with the texts of all N samples:
 *
 * | reading | compared with (A) | positives (P) |
 * |---|---|---|
 * | `"inclusive"` | all N | every sample with i's text, i too |
 * | `"strict"`, as printed | all but i | the others with i's text; an anchor without any counts 0 |
 * | `"strictPositives"` | all but i | the same; the mean is over the anchors that have one |
 * | `"uniqueText"` | each different text once | i's text: cross-entropy over texts |
 *
 * Printed, i is left out, as an image is when images are compared with images. Here i's own text is
 * what i is to match, and the classes of a batch of 64 leave a third of the anchors without a positive.
 */
export type ContrastiveReading = "inclusive" | "strict" | "strictPositives" | "uniqueText";

/** A batch's labels as numbers that the loss multiplies by, so that graphs do not depend on them. */
export interface ContrastiveTargets {
  /** `[anchors, N]`: the weight of each positive. */
  weights: Float32Array;
  /** `[anchors, N]`: 0 in A, far below every logit elsewhere. */
  mask: Float32Array;
  anchors: number;
  texts: number;
}

/**
 * The targets of a batch, or of some of its anchors: their losses add up to the batch's, since an
 * anchor needs the texts of all, but no other image.
 *
 * @param labels - One a sample, the same where the text is.
 * @param options.from - First anchor; default 0.
 * @param options.to - After the last; default all.
 */
export function contrastiveTargets(
  labels: readonly (number | string)[],
  {
    reading = "inclusive",
    from = 0,
    to = labels.length,
  }: { reading?: ContrastiveReading; from?: number; to?: number } = {},
): ContrastiveTargets {
  const n = labels.length;
  if (!n || !(from >= 0 && from < to && to <= n))
    throw new RangeError(
      `contrastiveTargets: expected labels and some anchors of them, got ${n} and ${from} to ${to}`,
    );
  const first = labels.map((label) => labels.indexOf(label));
  const strict = reading === "strict" || reading === "strictPositives";
  const positives = (i: number): number[] => {
    if (reading === "uniqueText") return [first[i]];
    return first.flatMap((f, p) => (f === first[i] && !(strict && p === i) ? [p] : []));
  };
  const inA = (i: number, a: number) => {
    if (reading === "uniqueText") return first[a] === a;
    return !(strict && a === i);
  };
  const counted =
    reading === "strictPositives"
      ? Math.max(1, labels.filter((_, i) => positives(i).length > 0).length)
      : n;
  const anchors = to - from;
  const weights = new Float32Array(anchors * n);
  const mask = new Float32Array(anchors * n);
  for (let row = 0; row < anchors; row++) {
    const own = positives(from + row);
    for (const p of own) weights[row * n + p] = 1 / (own.length * counted);
    for (let a = 0; a < n; a++) mask[row * n + a] = inA(from + row, a) ? 0 : -1e9;
  }
  return { weights, mask, anchors, texts: n };
}

/**
 * Equation 5, the supervised contrastive loss (Khosla et al. 2020, arXiv:2004.11362) from images to
 * texts:
 *
 *     S = E_I·E_Tᵀ/τ
 *     L = -Σᵢ (1/N) Σ_{p ∈ P(i)} (1/|P(i)|) · (S_ip - log Σ_{a ∈ A(i)} exp S_ia)
 *
 * @param images - `[anchors, D]`, of length one: `unitRows`.
 * @param texts - `[N, D]`, of length one: one row a sample of the batch.
 * @param targets - The targets that `contrastiveTargets` gives, as tensors `[anchors, N]`; without a mask all N are in A.
 * @param temperature - τ; CLIP's is 0.01.
 */
export function supervisedContrastiveLoss(
  images: Tensor2D,
  texts: Tensor2D,
  { weights, mask }: { weights: Tensor2D; mask?: Tensor2D },
  temperature: number,
): Scalar {
  if (!(temperature > 0))
    throw new RangeError(
      `supervisedContrastiveLoss: expected a positive temperature, got ${temperature}`,
    );
  return tidy(() => {
    const logits = mul(matMul(images, texts, false, true), 1 / temperature);
    return neg(sum(mul(weights, logSoftmax(mask ? add(logits, mask) : logits)))) as Scalar;
  });
}

/** Targets on the engine. */
export function targetTensors({ weights, mask, anchors, texts }: ContrastiveTargets): {
  weights: Tensor2D;
  mask: Tensor2D;
} {
  const shape: [number, number] = [anchors, texts];
  return { weights: tensor2d(weights, shape), mask: tensor2d(mask, shape) };
}

/** Rows divided by their length. */
export function unitRows(x: Tensor2D): Tensor2D {
  return tidy(() => div(x, sqrt(sum(square(x), 1, true))));
}
