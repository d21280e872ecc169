import { loadParams } from "@flawlens/backbones";
import type { StoredTensors } from "@flawlens/backbones";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

import { loraSpec, paperLora } from "../src/lora/lora.ts";
import { alphaImageSpec } from "../src/model/alphaClip.ts";
import { alphaClipFromReleased } from "../src/model/alphaClipFromReleased.ts";
import fixture from "./fixtures/released.json" with { type: "json" };
import { tinyClip } from "./tiny.ts";

/** Tensors as the fixture lists them, by name. */
export type Values = Record<string, { shape: number[]; data: number[] }>;

export const stored = (values: Values): StoredTensors =>
  Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      { dtype: "F32", shape, data: Float32Array.from(data) },
    ]),
  );

/** The same tensors, with `visual.` in front of their names. */
export const behind = (values: StoredTensors): StoredTensors =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`visual.${name}`, value]));

/** The model, the adapter and the inputs that the released code computed the fixture from. */
export const lora = { ...paperLora, ...fixture.lora };
export const params = loadParams(
  alphaImageSpec(tinyClip),
  alphaClipFromReleased(stored(fixture.weights)),
);
export const adapter = loadParams(loraSpec(tinyClip, lora), behind(stored(fixture.adapter)));
export const images = tensor4d(fixture.images, [4, 8, 8, 3]);
export const alphas = tensor4d(fixture.alphas, [4, 8, 8, 1]);

/** The largest difference, as a fraction of the largest value (of 1 at least). */
export function difference(found: Tensor, expected: number[]): number {
  const values = found.dataSync();
  if (values.length !== expected.length) return Infinity;
  const size = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((v, i) => Math.abs(values[i] - v))) / size;
}

/** The difference that float32 explains, through two blocks. */
export const FLOAT32 = 1e-5;
