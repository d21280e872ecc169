import type { Params } from "@flawlens/backbones";
import { add, dispose } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

import { loraChange } from "./lora.ts";
import type { LoraConfig } from "./lora.ts";

/** What a merged weight was before. */
const originals = new WeakMap<Tensor, Tensor>();

/**
 * Parameters with an adapter within their weights, W + α/r·A·B, so that using them costs nothing
 * more. The weights given stay as they are and must live on for `unmergeLora`; all else is shared.
 *
 * @throws {RangeError} If an adapter is merged already, or no weight has one.
 */
export function mergeLora(params: Params, adapter: Params, lora: LoraConfig): Params {
  const merged: Params = {};
  for (const [name, weight] of Object.entries(params)) {
    const change = name.endsWith("weight") ? loraChange(adapter, lora, name) : null;
    if (!change) continue;
    if (originals.has(weight)) {
      dispose([change, merged] as never);
      throw new RangeError(`mergeLora: expected ${name} without an adapter, got it merged already`);
    }
    merged[name] = add(weight, change);
    originals.set(merged[name], weight);
    change.dispose();
  }
  if (!Object.keys(merged).length)
    throw new RangeError("mergeLora: expected an adapter of these parameters, got none of them");
  return { ...params, ...merged };
}

/**
 * The very weights that `mergeLora` was given, to the bit. The merged ones are disposed.
 *
 * @throws {RangeError} If nothing is merged.
 */
export function unmergeLora(params: Params): Params {
  const merged = Object.entries(params).filter(([, weight]) => originals.has(weight));
  if (!merged.length)
    throw new RangeError("unmergeLora: expected parameters of mergeLora, got no merged weight");
  const before = merged.map(([name, weight]) => [name, originals.get(weight) as Tensor] as const);
  for (const [, weight] of merged) weight.dispose();
  return { ...params, ...Object.fromEntries(before) };
}
