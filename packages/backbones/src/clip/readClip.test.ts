import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { clipSmall } from "../../test/clip.ts";
import { ruleParams } from "../../test/ruleParams.ts";
import { saveParams } from "../saveParams.ts";
import type { StoredTensor, StoredTensors } from "../storedTensor.ts";
import { writeSafetensors } from "../writeSafetensors.ts";
import { huggingFaceClipNames } from "./clipFromHuggingFace.ts";
import { clipImageSpec, clipSpec, clipTextSpec } from "./clipSpec.ts";
import { readClip } from "./readClip.ts";

const spec = clipSpec(clipSmall);
let folder: string;
let stored: StoredTensors;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clip-"));
  stored = await saveParams(spec, ruleParams(spec));
});
afterAll(() => rm(folder, { recursive: true }));

const bytesOf = (tensor: Tensor) => Buffer.from((tensor.dataSync() as Float32Array).buffer);

/** The tensors packed as in Hugging Face's `CLIPModel`. */
function theirs(tensors: StoredTensors): StoredTensors {
  const entries = Object.entries(tensors).flatMap(([name, tensor]): [string, StoredTensor][] => {
    const names = huggingFaceClipNames(name);
    const data = tensor.data as Float32Array;
    const [rows, ...rest] = tensor.shape;
    if (names.length === 3)
      return names.map((each, i) => {
        const part = data.slice((i * data.length) / 3, ((i + 1) * data.length) / 3);
        return [each, { dtype: "F32", shape: [rows / 3, ...rest], data: part }];
      });
    if (!/proj(ection)?$/.test(name)) return [[names[0], tensor]];
    const turned = data.map((_, i) => data[(i % rows) * rest[0] + Math.floor(i / rows)]);
    return [[names[0], { dtype: "F32", shape: [rest[0], rows], data: turned }]];
  });
  return Object.fromEntries(entries);
}

describe("readClip", () => {
  test.each([
    { of: "OpenAI's names", make: () => stored },
    { of: "Hugging Face's names", make: () => theirs(stored) },
  ])("reads both towers, or one, from a file of $of", async ({ of, make }) => {
    const file = join(folder, `${of}.safetensors`);
    await writeSafetensors(file, make());
    const expected = ruleParams(spec);
    const params = await readClip(clipSmall, file);
    expect(Object.keys(params)).toEqual(Object.keys(expected));
    for (const [name, { shape }] of Object.entries(expected)) {
      expect([name, params[name].shape]).toEqual([name, shape]);
      expect([name, bytesOf(params[name]).equals(bytesOf(expected[name]))]).toEqual([name, true]);
    }
    for (const [tower, own] of [
      ["image", clipImageSpec(clipSmall)],
      ["text", clipTextSpec(clipSmall)],
    ] as const)
      expect(Object.keys(await readClip(clipSmall, file, { tower }))).toEqual(
        own.map(({ name }) => name),
      );
  });

  test("passes over the causal mask that archives of TorchScript hold, and over nothing else", async () => {
    const file = join(folder, "archive.safetensors");
    const extra: StoredTensor = { dtype: "F32", shape: [1], data: Float32Array.of(0) };
    await writeSafetensors(file, { ...stored, "transformer.resblocks.0.attn_mask": extra });
    expect(Object.keys(await readClip(clipSmall, file))).toHaveLength(Object.keys(stored).length);
    await writeSafetensors(file, { ...stored, attn_mask: extra, head: extra });
    await expect(readClip(clipSmall, file)).rejects.toThrow("2 unexpected: attn_mask, head");
  });

  test("refuses a file of another size of CLIP", async () => {
    const file = join(folder, "OpenAI's names.safetensors");
    const larger = { ...clipSmall, embedding: 64 };
    await expect(readClip(larger, file)).rejects.toThrow(
      "2 of another shape or type: visual.proj [64, 32] F32 instead of [64, 64], text_projection",
    );
  });
});
