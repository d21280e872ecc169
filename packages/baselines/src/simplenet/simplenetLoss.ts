import type { Params } from "@flawlens/backbones";
import type { Batch, LossAndUpdates } from "@flawlens/training";
import { add, concat, ones, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { hingeLoss } from "../shared/hingeLoss.ts";
import { cellScores, project } from "./createSimplenet.ts";

/** What one step trains on. */
export interface SimplenetBatch extends Batch {
  /** Joined features `[N, h, w, size]`. */
  features: Tensor4D;
  /** The noise that makes the anomalous copy of them, of the same shape. */
  noise: Tensor4D;
}

/**
 * The loss of SimpleNet: the linear map of the features counts as normal, the same with noise as anomalous, and both
 * go through the discriminator as one batch, whose statistics normalise it.
 */
export function simplenetLoss(
  params: Params,
  { features, noise }: Pick<SimplenetBatch, "features" | "noise">,
  { margin }: { margin: number },
): LossAndUpdates {
  const updates: Params = {};
  const normal = project(params, features);
  const scores = cellScores(params, concat([normal, add(normal, noise)], 0), updates);
  const [count, height, width] = normal.shape;
  const half = [count, height, width, 1] as [number, number, number, number];
  const anomalous = concat([zeros(half), ones(half)], 0) as Tensor4D;
  return { loss: hingeLoss(scores, anomalous, { margin }), updates };
}
