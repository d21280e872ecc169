import { add, matMul } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

import { requiredParam } from "../_requiredParam.ts";
import type { Params } from "../params.ts";

/** One linear map of a tower: y = x·W + b. */
export interface LinearMap {
  /** Name of its weight in the parameters, such as `visual.transformer.resblocks.0.attn.in_proj_weight`. */
  name: string;
  /** `[in, out]`. The outputs of `in_proj_weight` are queries, keys and values, in that order. */
  weight: Tensor2D;
  bias: Tensor1D;
}

/**
 * Computes the linear maps of a tower instead of `applyLinear`: for low-rank adapters, quantised weights
 * or probes. It is called once for each map, in order, with `x` `[rows, in]`, one row for each token,
 * and returns `[rows, out]`.
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

/** Computes x·W + b. */
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
