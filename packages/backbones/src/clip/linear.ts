import { add, matMul } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

import { requiredParam } from "../_requiredParam.ts";
import type { Params } from "../params.ts";

/** One linear map of a tower: y = x·W + b. */
export interface LinearMap {
  /** Of the weight, as in the parameters: `visual.transformer.resblocks.0.attn.in_proj_weight`. */
  name: string;
  /** `[in, out]`; of `in_proj_weight` the outputs are queries, keys and values, in that order. */
  weight: Tensor2D;
  bias: Tensor1D;
}

/**
 * Computes the linear maps of a tower in the place of `applyLinear`: for low-rank adapters,
 * quantised weights, probes. Called once a map, in order; `x` is `[rows, in]`, a row a token, and
 * `[rows, out]` is expected.
 *
 * @example
 * // LoRA with dropout on the adapter's input alone: y = x·W + b + s·dropout(x)·A·B
 * const linear: LinearHook = (x, map) => {
 *   const adapter = adapters[map.name];
 *   if (!adapter) return applyLinear(x, map);
 *   return add(applyLinear(x, map), mul(s, matMul(matMul(dropout(x, 0.1), adapter.a), adapter.b)));
 * };
 */
export type LinearHook = (x: Tensor2D, map: LinearMap) => Tensor2D;

/** x·W + b. */
export const applyLinear: LinearHook = (x, { weight, bias }) => add(matMul(x, weight), bias);

/** The map whose weight is `weightName`. */
export function linearMap(network: string, params: Params, weightName: string): LinearMap {
  const biasName = weightName.replace(/weight$/, "bias");
  return {
    name: weightName,
    weight: requiredParam(network, params, weightName),
    bias: requiredParam(network, params, biasName),
  };
}
