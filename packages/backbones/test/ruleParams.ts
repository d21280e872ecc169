import { tensor } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

import { loadParams } from "../src/loadParams.ts";
import type { ParamSpec, Params } from "../src/params.ts";
import type { StoredTensor } from "../src/storedTensor.ts";

/**
 * Weights from nothing but names: value i (in the checkpoint's row-major order) of tensor
 * `name` is a function of u(name, i) in [0, 1), the same here and in `fixtures/rule.py`:
 *
 * | tensor | value |
 * |---|---|
 * | two axes or more | (2u - 1)·√(6 / fanIn) |
 * | `running_var`, and `weight` of one axis | 0.75 + 0.5·u |
 * | `running_mean`, `bias` | 0.4·u - 0.2 |
 *
 * which keeps activations near 1 through any number of layers.
 */
export function ruleParams(spec: readonly ParamSpec[]): Params {
  const tensors = spec.map(({ name, shape }): [string, StoredTensor] => {
    const size = shape.reduce((product, n) => product * n, 1);
    return [name, { dtype: "F32", shape, data: ruleValues(name, shape, size) }];
  });
  return loadParams(spec, Object.fromEntries(tensors));
}

/** `[1, size, size, 3]` in [-1, 1): 2·u("image", i) - 1. */
export function ruleImage(size: number): Tensor4D {
  return ruleTensor("image", [1, size, size, 3]) as Tensor4D;
}

/** Any tensor in [-1, 1): 2·u(name, i) - 1. */
export function ruleTensor(name: string, shape: number[]): Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tensor(ruleRange(name, size, -1, 1), shape);
}

function ruleValues(name: string, shape: number[], size: number): Float32Array {
  if (shape.length >= 2) {
    const bound = Math.sqrt(6 / shape.slice(1).reduce((product, n) => product * n, 1));
    return ruleRange(name, size, -bound, bound);
  }
  const positive = /(running_var|weight)$/.test(name);
  return positive ? ruleRange(name, size, 0.75, 1.25) : ruleRange(name, size, -0.2, 0.2);
}

/** u(name, i) in [0, 1). */
export function ruleUniforms(name: string, size: number): number[] {
  const values = new Float64Array(size);
  fillUniforms(name, values, 0, 1);
  return Array.from(values);
}

/** low + (high - low)·u(name, i). */
export function ruleRange(name: string, size: number, low: number, high: number): Float32Array {
  const values = new Float32Array(size);
  fillUniforms(name, values, low, high);
  return values;
}

/** low + (high - low)·u(name, i), u from FNV-1a of the name, the golden ratio and lowbias32. */
function fillUniforms(
  name: string,
  values: Float32Array | Float64Array,
  low: number,
  high: number,
): void {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name))
    seed = Math.imul(seed ^ byte, 0x01000193) >>> 0;
  for (let i = 0; i < values.length; i++) {
    let x = (seed + Math.imul(i, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    values[i] = low + (high - low) * (((x ^ (x >>> 16)) >>> 0) / 2 ** 32);
  }
}
