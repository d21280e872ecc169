import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import { tensorOps } from "./_tensorOps.ts";
import type { Params } from "./params.ts";
import type { RunOptions } from "./runNetwork.ts";
import type { Subnetwork } from "./subnetwork.ts";

/**
 * Computes a subnetwork by plain TensorFlow.js operations, on every backend. There are gradients to the inputs and to
 * every trainable parameter.
 *
 * @param params - May be folded (`foldBatchNorm`) and may hold more than the subnetwork's own.
 * @param inputs - `[N, H, W, C]` each.
 * @param options - `batchNorm` and `momentum`, as for `runNetwork`.
 * @returns `outputs`, and `running`: the next running statistics, if `batchNorm` is `"batch"`; otherwise empty.
 * @throws {RangeError} If a parameter is missing.
 */
export function runSubnetwork(
  subnetwork: Subnetwork,
  params: Params,
  inputs: readonly Tensor4D[],
  { batchNorm = "fixed", momentum = 0.1 }: Pick<RunOptions<never>, "batchNorm" | "momentum"> = {},
): { outputs: Tensor4D[]; running: Params } {
  return tidy(() => {
    const running: Params = {};
    const statistics = batchNorm === "fixed" ? undefined : { momentum, running };
    const outputs = subnetwork.outputs(tensorOps(subnetwork.name, params, statistics), inputs);
    // What tidy keeps is what it finds in the object that is returned.
    return { outputs, running } as never;
  }) as { outputs: Tensor4D[]; running: Params };
}
