import type { Params } from "@flawlens/backbones";
import type { LossAndUpdates } from "@flawlens/training";
import type { Fcdd } from "../fcdd.ts";
import { decode, encode } from "../forward.ts";
import type { FcddBatch } from "./_trainingBatches.ts";

/**
 * The loss of one batch, and what running statistics become.
 *
 * @param options - `cached`: whether the batch holds the encoder's features instead of images.
 */
export function trainingLoss(
  model: Pick<Fcdd, "encoder" | "preprocessing" | "head" | "activation" | "loss">,
  params: Params,
  { input, labels, cells, random }: FcddBatch,
  { cached }: { cached: boolean },
): LossAndUpdates {
  const encoded = cached
    ? { output: input, updates: {} }
    : encode(model, params, input, { training: true });
  const decoded = decode(model, params, encoded.output, { training: true, random });
  return {
    loss: model.loss(decoded.output, labels, cells),
    updates: { ...encoded.updates, ...decoded.updates },
  };
}
