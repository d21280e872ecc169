import type { Params } from "@flawlens/backbones";
import { add, dispose } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

import { loraChange } from "./lora.ts";
import type { LoraConfig } from "./lora.ts";

/** The original weight of each merged one. */
const originals = new WeakMap<Tensor, Tensor>();

/**
 * Merges an adapter into the weights, W + α/r·A·B, so that using it costs no time. Merged weights are new
 * tensors; all other parameters are shared with those given. The weights given are not changed, and must
 * not be disposed before `unmergeLora`.
 *
 * @throws {RangeError} If an adapter is merged already, or `params` has no weight of the adapter.
 */
export function mergeLora(params: Params, adapter: Params, lora: LoraConfig): Params {
  const merged: Params = {};
  for (const [name, weight] of Object.entries(params)) {
    const change = name.endsWith("weight") ? loraChange(adapter, lora, name) : null;
    if (!change) continue;
    if (originals.has(weight)) {
      dispose([change, merged] as never);
      throw new RangeError(
        `mergeLora: expected ${name} without a merged adapter, got one that is merged already`,
      );
    }
    merged[name] = add(weight, change);
    originals.set(merged[name], weight);
    change.dispose();
  }
  if (!Object.keys(merged).length)
    throw new RangeError(
      "mergeLora: expected an adapter of these parameters, got one without any of their names",
    );
  return { ...params, ...merged };
}

/**
 * Gives back the weights that `mergeLora` was given, to the bit, and disposes the merged ones.
 *
 * @throws {RangeError} If nothing is merged.
 */
export function unmergeLora(params: Params): Params {
  const merged = Object.entries(params).filter(([, weight]) => originals.has(weight));
  if (!merged.length)
    throw new RangeError(
      "unmergeLora: expected parameters that mergeLora gave, got none with a merged weight",
    );
  const before = merged.map(([name, weight]) => [name, originals.get(weight) as Tensor] as const);
  for (const [, weight] of merged) weight.dispose();
  return { ...params, ...Object.fromEntries(before) };
}
