import type { Params } from "@flawlens/backbones";
import { tidyOutput } from "@flawlens/ops";
import { add, div, mul, square, sub, sum } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { couplingBlock } from "./couplingBlock.ts";
import type { FlowResult } from "./couplingBlock.ts";
import { blockName } from "./flowSpec.ts";

/** How a flow is run. */
export interface FlowOptions {
  blocks: number;
  /** See `couplingBlock`. */
  clamp: number;
}

/**
 * All blocks of a flow, one after the other.
 *
 * @param params - The parameters of `flowSpec`; there may be more.
 * @param x - `[N, n, C]`.
 * @param condition - `[n, P]`.
 */
export function runFlow(
  params: Params,
  name: string,
  x: Tensor3D,
  condition: Tensor2D,
  { blocks, clamp }: FlowOptions,
): FlowResult {
  return tidyOutput(() => {
    let result = couplingBlock(params, blockName(name, 0), x, condition, { clamp });
    for (let block = 1; block < blocks; block++) {
      const { z, logDet } = couplingBlock(params, blockName(name, block), result.z, condition, { clamp }); // prettier-ignore
      result = { z, logDet: add(result.logDet, logDet) };
    }
    return result;
  });
}

/**
 * How likely vectors are under the density that a flow has learnt, as a natural logarithm divided by the number of
 * channels:
 *
 *     l = (-C/2·log 2π - |z|²/2 + log det) / C
 *
 * @returns `[N, n]`.
 */
export function logLikelihoods({ z, logDet }: FlowResult): Tensor2D {
  return tidyOutput(() => {
    const channels = z.shape[2];
    const constant = (channels / 2) * Math.log(2 * Math.PI);
    const logs = sub(sub(logDet, mul(sum(square(z), 2), 0.5)), constant);
    return div(logs, channels) as Tensor2D;
  });
}
