import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readWeights, readWeightsHeader } from "./readWeights.ts";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../test/fixtures/${name}`, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weights-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A safetensors file by hand: 8 bytes of length, the header, the data. */
function safetensors(): Uint8Array {
  const header = JSON.stringify({
    double: { dtype: "F64", shape: [2], data_offsets: [0, 16] },
    byte: { dtype: "U8", shape: [2], data_offsets: [16, 18] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = Buffer.alloc(18);
  data.writeDoubleLE(1e-300, 0);
  data.writeDoubleLE(0.1, 8);
  data.set([0, 255], 16);
  return Buffer.concat([length, Buffer.from(header), data]);
}

describe.each([
  { kind: "safetensors", put: (file: string) => writeFile(file, safetensors()) },
  { kind: "an archive of torch.save", put: copyOf("torch/zip.pth") },
  { kind: "the old form of torch.save", put: copyOf("torch/legacy.pth") },
  { kind: "ONNX", put: copyOf("onnx/raw.onnx") },
])("readWeights of $kind", ({ kind, put }) => {
  test("knows the kind by the first bytes, whatever the file is called", async () => {
    const file = join(folder, `${kind}.bin`);
    await put(file);
    const tensors = await readWeights(file, { names: ["byte", "double"] });
    expect(Object.keys(tensors)).toEqual(["byte", "double"]); // in the order asked for
    expect(tensors).toEqual({
      byte: { dtype: "U8", shape: [2], data: Uint8Array.of(0, 255) },
      double: { dtype: "F64", shape: [2], data: Float64Array.of(1e-300, 0.1) },
    });
    expect(await readWeightsHeader(file)).toMatchObject({
      byte: { dtype: "U8", shape: [2] },
      double: { dtype: "F64", shape: [2] },
    });
  });

  test("names the tensors that the file lacks", async () => {
    const file = join(folder, `${kind}.bin`);
    await put(file);
    await expect(readWeights(file, { names: ["byte", "head", "neck"] })).rejects.toThrow(
      new RangeError(
        `readWeights: ${file}: expected 3 tensors, got a file without 2 of them: head, neck`,
      ),
    );
  });
});

describe("readWeights", () => {
  test.each([
    { of: "text", bytes: "hello, world" },
    { of: "nothing", bytes: "" },
  ])("refuses a file of $of", async ({ of, bytes }) => {
    const file = join(folder, `${of}.bin`);
    await writeFile(file, bytes);
    const message = "expected safetensors, a file of torch.save or ONNX, got none of them";
    await expect(readWeights(file)).rejects.toThrow(
      new RangeError(`readWeights: ${file}: ${message}`),
    );
    await expect(readWeightsHeader(file)).rejects.toThrow(
      new RangeError(`readWeightsHeader: ${file}: ${message}`),
    );
  });
});

function copyOf(name: string): (file: string) => Promise<void> {
  return (file) => copyFile(fixture(name), file);
}
