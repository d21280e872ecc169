import { dispose, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { Network } from "./network.ts";
import type { Params } from "./params.ts";
import { runNetwork } from "./runNetwork.ts";

/**
 * Measures the running statistics of a network again on your own images and leaves its weights as they
 * are: the cheapest way to adapt a pretrained network to another camera or lighting (AdaBN, Li et al.
 * 2016, arXiv:1603.04779). The old statistics are not used. The new ones are the mean of those of all
 * batches, each batch normalised by its own, as PyTorch's `update_bn` does.
 *
 * @param batches - Images as for `runNetwork`, a few hundred in all; read once. They are not
 *   disposed of.
 * @param options.upTo - The last layer whose statistics are measured; those of later layers are kept.
 * @returns The parameters with new statistics; everything else is the same tensors.
 * @throws {RangeError} If there is no batch.
 *
 * @example
 * const adapted = await adaptBatchNorm(resnet18Network, params, batches, { upTo: "layer3" });
 */
export async function adaptBatchNorm<Layer extends string>(
  network: Network<Layer>,
  params: Params,
  batches: Iterable<Tensor4D> | AsyncIterable<Tensor4D>,
  { upTo }: { upTo: Layer },
): Promise<Params> {
  let running: Params = {};
  let count = 0;
  for await (const images of batches) {
    count++;
    const next = tidy(
      () =>
        runNetwork(
          network,
          { ...params, ...running },
          images,
          { layers: [upTo], batchNorm: "batch", momentum: 1 / count }, // a mean of all so far
        ).running,
    );
    await Promise.all(Object.values(next).map((tensor) => tensor.data())); // here it is computed
    dispose(running);
    running = next;
  }
  if (!count) throw new RangeError("adaptBatchNorm: expected at least one batch, got none");
  return { ...params, ...running };
}
