import type { Params } from "@flawlens/backbones";
import type { LossAndUpdates } from "@flawlens/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { encode } from "../network/encode.ts";
import type { AdlBatch } from "./_adlBatch.ts";
import { nextRecord } from "./_weightSums.ts";
import { trainingLoss } from "./trainingLoss.ts";

/**
 * The loss of a step, and the running statistics and sums of weights that follow it.
 *
 * @param params - All of them, and the sums of weights.
 */
export function lossOf(network: AdlNetwork, params: Params, batch: AdlBatch): LossAndUpdates {
  const { labels, masks, counted, nominal, soft, relabel, lambda, mean, std, input } = batch;
  const encoded = input
    ? encode(network, params, input, { training: true })
    : { features: keptFeatures(network, batch), updates: {} };
  const updates: Params = { ...encoded.updates };
  const { loss, losses, weights } = trainingLoss(
    network,
    params,
    encoded.features,
    { labels, masks, counted },
    { soft, relabel, lambda, reference: { mean, std } },
    updates,
  );
  const record = nextRecord(params, nominal, { ...weights, focal: losses.segmentation }, soft);
  return { loss, updates: { ...updates, ...record } };
}

function keptFeatures({ backbone }: AdlNetwork, batch: AdlBatch): Tensor4D[] {
  return backbone.channels.map((_, i) => batch[`feature${i}`]);
}
