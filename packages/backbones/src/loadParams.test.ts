import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ParamsMismatch, loadParams, readParams } from "./loadParams.ts";
import type { ParamSpec } from "./params.ts";
import type { StoredTensor, StoredTensors } from "./storedTensor.ts";
import { writeSafetensors } from "./writeSafetensors.ts";

const spec: ParamSpec[] = [
  { name: "conv.weight", shape: [2, 3, 1, 2], kind: "conv", trainable: true },
  { name: "dw.weight", shape: [3, 1, 2, 1], kind: "depthwise", trainable: true },
  { name: "fc.weight", shape: [2, 3], kind: "linear", trainable: true },
  { name: "fc.bias", shape: [2], kind: "vector", trainable: true },
  { name: "bn.num_batches_tracked", shape: [], kind: "counter", trainable: false },
];
/** 0, 1, 2, ... in the checkpoint's order. */
const counted = (...shape: number[]): StoredTensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { dtype: "F32", shape, data: Float32Array.from({ length: size }, (_, i) => i) };
};
const tensors: StoredTensors = {
  "conv.weight": counted(2, 3, 1, 2),
  "dw.weight": counted(3, 1, 2, 1),
  "fc.weight": counted(2, 3),
  "fc.bias": counted(2),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "params-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("loadParams", () => {
  test("lays every kind out as memory has it", () => {
    const params = loadParams(spec, tensors);
    const found = Object.entries(params).map(([name, { shape, dataSync }]) => [
      name,
      shape,
      [...dataSync.call(params[name])],
    ]);
    expect(found).toEqual([
      // element [o, i, 0, x] of the file is 6·o + 2·i + x; memory runs x, i, o
      ["conv.weight", [1, 2, 3, 2], [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]],
      ["dw.weight", [2, 1, 3, 1], [0, 2, 4, 1, 3, 5]],
      ["fc.weight", [3, 2], [0, 3, 1, 4, 2, 5]],
      ["fc.bias", [2], [0, 1]],
    ]);
  });

  test("takes names behind a prefix, and leaves names without it alone", () => {
    const prefixed = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [`backbone.${name}`, tensor]),
    );
    const params = loadParams(
      spec,
      { ...prefixed, "head.bias": counted(1) },
      { prefix: "backbone." },
    );
    expect(Object.keys(params)).toEqual(Object.keys(tensors));
  });

  test("passes over counters, also of layers it does not have", () => {
    const counter: StoredTensor = { dtype: "I64", shape: [], data: BigInt64Array.of(9n) };
    const params = loadParams(spec, {
      ...tensors,
      "bn.num_batches_tracked": counter,
      "later.bn.num_batches_tracked": counter,
    });
    expect(Object.keys(params)).toEqual(Object.keys(tensors));
  });

  test("lists every name that is missing, unexpected or different", () => {
    const { "dw.weight": _, ...rest } = tensors;
    const wrong: StoredTensors = {
      ...rest,
      "fc.weight": counted(3, 2),
      "fc.bias": { dtype: "I32", shape: [2], data: Int32Array.of(1, 2) },
      "head.weight": counted(1),
      toString: counted(1),
    };
    const message = [
      "loadParams: expected the 6 parameters of this network, got differences:",
      "  2 missing: dw.weight, valueOf",
      "  2 unexpected: head.weight, toString; { ignoreUnexpected: true } passes over them",
      "  2 of another shape or type: fc.weight [3, 2] F32 instead of [2, 3], fc.bias [2] I32 instead of [2]",
    ].join("\n");
    expect(() => loadParams([...spec, { ...spec[3], name: "valueOf" }], wrong)).toThrow(
      expect.objectContaining({ message, missing: ["dw.weight", "valueOf"] }),
    );
  });

  test("shows ten of many differences, and holds them all", () => {
    const many = Array.from({ length: 400 }, (_, i) => ({ ...spec[3], name: `fc.${i}.bias` }));
    const found = (() => {
      try {
        loadParams(many, tensors);
      } catch (error) {
        return error;
      }
    })() as ParamsMismatch;
    expect(found).toBeInstanceOf(ParamsMismatch);
    expect(found).toBeInstanceOf(RangeError);
    expect(found.message).toMatch(
      /\n {2}400 missing: fc\.0\.bias, .*, fc\.9\.bias, and 390 more\n {2}4 unexpected: conv\.weight, /,
    );
    expect(found.missing).toHaveLength(400);
  });

  test("passes over names it does not have only if told to", () => {
    const more = { ...tensors, "head.weight": counted(1) };
    expect(() => loadParams(spec, more)).toThrow("1 unexpected: head.weight");
    const params = loadParams(spec, more, { ignoreUnexpected: true });
    expect(Object.keys(params)).toEqual(Object.keys(tensors));
  });
});

describe("readParams", () => {
  const fixture = (name: string) =>
    fileURLToPath(new URL(`../test/fixtures/torch/${name}`, import.meta.url));
  const convolution: ParamSpec[] = [
    { name: "0.weight", shape: [2, 3, 1, 1], kind: "conv", trainable: true },
    { name: "0.bias", shape: [2], kind: "vector", trainable: true },
  ];

  test("reads PyTorch's files too, by what they hold", async () => {
    const script = await readParams(convolution, fixture("script.pt"), { ignoreUnexpected: true });
    const nested = await readParams(convolution, fixture("nested.pth"), {
      prefix: "state_dict.module.",
      ignoreUnexpected: true,
    });
    expect(script["0.weight"].shape).toEqual([1, 1, 3, 2]);
    for (const { name } of convolution)
      expect(nested[name].dataSync()).toEqual(script[name].dataSync());
  });

  test("says behind which prefix the parameters are", async () => {
    await expect(
      readParams(convolution, fixture("nested.pth"), { ignoreUnexpected: true }),
    ).rejects.toThrow(
      '2 missing: 0.weight, 0.bias; all are there behind { prefix: "state_dict.module." }',
    );
  });

  test("is loadParams of a file", async () => {
    const file = join(folder, "model.safetensors");
    await writeSafetensors(file, { ...tensors, "head.weight": counted(1) });
    const params = await readParams(spec, file, { ignoreUnexpected: true });
    const loaded = loadParams(spec, tensors);
    for (const [name, tensor] of Object.entries(loaded))
      expect(params[name].dataSync()).toEqual(tensor.dataSync());
  });

  test("names the file whose parameters are another network's", async () => {
    const file = join(folder, "other.safetensors");
    await writeSafetensors(file, { "fc.bias": counted(2) });
    await expect(readParams(spec, file)).rejects.toThrow(
      `readParams: ${file}: expected the 5 parameters of this network, got differences:\n  3 missing: conv.weight, dw.weight, fc.weight`,
    );
  });
});
