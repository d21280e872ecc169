import type { Params } from "@flawlens/backbones";
import { constant } from "@flawlens/ops";
import { add, div, fill, mul, sub, sum } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { binaryCrossEntropy } from "../loss/binaryCrossEntropy.ts";
import { deviationLoss } from "../loss/deviationLoss.ts";
import { meanOfCounted } from "../loss/focalLoss.ts";
import { focalLosses } from "@flawlens/training";
import { sampleWeights } from "../loss/sampleWeights.ts";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { decode } from "../network/decode.ts";

/** What one step believes, as tensors: they change from step to step, the computation does not. */
export interface Belief {
  /** Whether burn-in is over: 0 in burn-in, where labels are trusted and samples weighed alike; 1 after it. */
  soft: Scalar;
  /** Whether the classifier takes the mode's new targets in this batch: 1 or 0. */
  relabel: Scalar;
  lambda: Scalar;
  /** Mean and standard deviation of the reference scores of the deviation loss. */
  reference: { mean: Scalar; std: Scalar };
}

/** The labels and masks of a batch. */
export interface Targets {
  /** y, `[N]`: 1 for few-shot and pseudo-anomalies, 0 for images taken as normal. */
  labels: Tensor1D;
  /** `[N, H, W]`: 1 where they are anomalous. */
  masks: Tensor3D;
  /** `[N]`: 0 where the mask is not known; default all 1. */
  counted?: Tensor1D;
}

/** The loss of a batch and what it is made of. */
export interface TrainingLoss {
  loss: Scalar;
  /**
   * The losses before weighting, `[N]` each; that of the segmentation is not weighted, and is there for
   * unknown masks too.
   */
  losses: { classifier: Tensor1D; deviation: Tensor1D; segmentation: Tensor1D };
  /** The weight of each sample, `[N]`, with the sum 1. */
  weights: { classifier: Tensor1D; deviation: Tensor1D };
  terms: { classifier: Scalar; deviation: Scalar; segmentation: Scalar };
}

/**
 * The loss of one step:
 *
 *     L = r·Σ w¹ᵢ·BCEᵢ + r·Σ w²ᵢ·SDᵢ + focal,   r = 1/N in the released code, 1 in the prose
 *
 * In burn-in weights are uniform and targets are labels. After it, weights follow from the
 * losses (the two kinds apart), the deviation's target is the classifier's answer p for every sample,
 * and the classifier's is the mode's new target in some batches.
 *
 * @param features - The features of the backbone, finest first.
 * @param updates - Gets the running statistics that follow.
 */
export function trainingLoss(
  network: AdlNetwork,
  params: Params,
  features: readonly Tensor4D[],
  { labels, masks, counted }: Targets,
  { soft, relabel, lambda, reference }: Belief,
  updates: Params,
): TrainingLoss {
  const { mode } = network;
  const { scores, probabilities, logits } = decode(network, params, features, updates);
  const count = labels.shape[0];

  const p = constant(probabilities);
  const target = mix(labels, p, soft);
  const again = mix(labels, mode.relabel.targets(scores, labels), mul(soft, relabel) as Scalar);
  const deviations = deviationLoss(scores, target, { reference, margin: mode.margin });
  const entropies = binaryCrossEntropy(probabilities, again);
  const uniform = fill([count], 1 / count) as Tensor1D;
  const weigh = (losses: Tensor1D) =>
    mix(uniform, sampleWeights(losses, { alpha: mode.alpha, lambda }), soft);
  const weights = { classifier: weigh(entropies), deviation: weigh(deviations) };

  const focal = focalLosses(logits, masks);
  const reduced = (losses: Tensor1D, by: Tensor1D) =>
    div(sum(mul(losses, by)), mode.meanOfWeighted ? count : 1) as Scalar;
  const terms = {
    classifier: reduced(entropies, weights.classifier),
    deviation: reduced(deviations, weights.deviation),
    segmentation: meanOfCounted(focal, counted),
  };
  return {
    loss: add(add(terms.classifier, terms.deviation), terms.segmentation),
    losses: { classifier: entropies, deviation: deviations, segmentation: focal },
    weights,
    terms,
  };
}

/** `from` where `share` is 0, `to` where it is 1. */
function mix(from: Tensor1D, to: Tensor1D, share: Scalar): Tensor1D {
  return add(mul(from, sub(1, share)), mul(to, share));
}
