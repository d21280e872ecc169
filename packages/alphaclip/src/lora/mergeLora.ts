import type { Params } from "@flawlens/backbones";
import { add, dispose, tidy } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

import { loraChange } from "./lora.ts";
import { checkLora } from "./loraConfig.ts";
import type { LoraConfig } from "./loraConfig.ts";

/** The original weight of each merged one. */
const originals = new WeakMap<Tensor, Tensor>();

/**
 * Merges an adapter into the weights, W + α/r·A·B, so that using it costs no time. Merged weights are new
 * tensors; all other parameters are shared with those given. The weights given are not changed, and must
 * not be disposed before `unmergeLora`.
 *
 * @param params - Weights by name, `[in, out]` in memory; may hold more.
 * @param adapter - `<map>.lora_A` and `<map>.lora_B` by name, as `loraLinear` takes them; may hold more.
 * @throws {RangeError} If there is no adapter, one is merged already, `params` has no weight for a part of the
 *   adapter, a part has another shape than its weight and the rank ask for, or `lora` is no configuration.
 */
export function mergeLora(params: Params, adapter: Params, lora: LoraConfig): Params {
  checkLora(lora, "mergeLora");
  checkNames(params, adapter);
  const merged: Params = {};
  try {
    for (const [name, weight] of Object.entries(params)) {
      if (!weightName.test(name)) continue;
      const change = loraChange(adapter, lora, { name, weight }, "mergeLora");
      if (!change) continue;
      merged[name] = tidy(() => add(weight, change));
      change.dispose();
      if (originals.has(weight))
        throw new RangeError(
          `mergeLora: expected ${name} without a merged adapter, got one that is merged already; take that one out with unmergeLora`,
        );
    }
  } catch (error) {
    dispose(merged);
    throw error;
  }
  for (const name of Object.keys(merged)) originals.set(merged[name], params[name]);
  return { ...params, ...merged };
}

const weightName = /[._]weight$/;

/** Every part of the adapter has a weight that it changes, and there is such a part. */
function checkNames(params: Params, adapter: Params): void {
  const maps = new Set(Object.keys(params).map((name) => name.replace(weightName, "")));
  const parts = Object.keys(adapter).filter((name) => /\.lora_[AB]$/.test(name));
  const missing = parts.filter((name) => !maps.has(name.replace(/\.lora_[AB]$/, "")));
  if (parts.length && !missing.length) return;
  const got = parts.length
    ? `${missing.length} of ${parts.length} parts without a weight here, such as ${missing[0]}`
    : "one without a lora_A or lora_B";
  throw new RangeError(
    `mergeLora: expected an adapter of these parameters, got ${got}; give the parameters of the model that the adapter was trained for`,
  );
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
