import type { Params } from "@flawlens/backbones";
import type { Batch, LossAndUpdates } from "@flawlens/training";
import { add, concat, mean, mul, onesLike } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { focalLoss } from "../shared/focalLoss.ts";
import { hingeLoss } from "../shared/hingeLoss.ts";
import { meanOfCells } from "../shared/meanOfCells.ts";
import { adapt, runHeads } from "./supersimplenetHeads.ts";
import type { HeadOutputs } from "./supersimplenetHeads.ts";

/** What one step trains on: B images, and 2·B copies of them. */
export interface SupersimplenetBatch extends Batch {
  /** Joined features `[B, h, w, size]`. */
  features: Tensor4D;
  /** What is added to the copies' features, `[2·B, h, w, size]`. */
  noise: Tensor4D;
  /** `[2·B, h, w, 1]`, 1 for an anomalous cell, else 0. */
  anomalous: Tensor4D;
  /** `[2·B, 1]`, 1 for an anomalous copy, else 0. */
  labels: Tensor2D;
  /** `[2·B, 1, 1, 1]`, 0 for a copy whose anomalous cells are not known, else 1. */
  known: Tensor4D;
}

/** How the loss is computed. */
export interface LossOptions {
  /** How far from 0 the map shall lie; released 0.5. */
  margin: number;
  /** Whether the classification head takes the map as it is, without training it. */
  stopGradient: boolean;
}

/** The loss of SuperSimpleNet on a batch. */
export function supersimplenetLoss(
  params: Params,
  batch: Omit<SupersimplenetBatch, keyof Batch>,
  { margin, stopGradient }: LossOptions,
): LossAndUpdates {
  const updates: Params = {};
  const adapted = adapt(params, batch.features);
  const copies = add(concat([adapted, adapted], 0), batch.noise) as Tensor4D;
  const outputs = runHeads(params, copies, { updates, stopGradient });
  return { loss: lossOfOutputs(outputs, batch, margin), updates };
}

/**
 * The sum of a truncated L1 loss and a focal loss of the map, and a focal loss of the score. Copies whose anomalous
 * cells are not known take part in the last alone.
 */
function lossOfOutputs(
  { map, score }: HeadOutputs,
  { anomalous, labels, known }: Pick<SupersimplenetBatch, "anomalous" | "labels" | "known">,
  margin: number,
): Scalar {
  const cells = mul(onesLike(map), known);
  const ofMap = meanOfCells(focalLoss(map, anomalous), cells);
  const ofScore = mean(focalLoss(score, labels));
  return add(add(hingeLoss(map, anomalous, { margin, known }), ofMap), ofScore) as Scalar;
}
