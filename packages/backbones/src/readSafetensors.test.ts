import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { encodeSafetensors } from "./encodeSafetensors.ts";
import { readSafetensors, readSafetensorsHeader } from "./readSafetensors.ts";
import type { StoredTensors } from "./storedTensor.ts";

const tensors: StoredTensors = {
  "a.weight": { dtype: "F32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  "a.bias": { dtype: "F32", shape: [2], data: Float32Array.of(5, 6) },
  step: { dtype: "I32", shape: [], data: Int32Array.of(7) },
};
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-"));
  path = join(folder, "model.safetensors");
  await writeFile(path, encodeSafetensors(tensors, { format: "pt" }));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readSafetensors", () => {
  test("reads every tensor", async () => {
    expect(await readSafetensors(path)).toEqual(tensors);
  });

  test("reads only the tensors asked for: a 1 TB neighbour is not touched", async () => {
    const small = 4;
    const large = 2 ** 40; // sparse on disk, and far more than memory
    const header = new TextEncoder().encode(
      JSON.stringify({
        large: { dtype: "U8", shape: [large], data_offsets: [small, small + large] },
        small: { dtype: "F32", shape: [1], data_offsets: [0, small] },
      }),
    );
    const sparse = join(folder, "sparse.safetensors");
    const handle = await open(sparse, "w");
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
    await handle.writeFile(length);
    await handle.writeFile(header);
    await handle.writeFile(new Uint8Array(Float32Array.of(2.5).buffer));
    await handle.truncate(8 + header.length + small + large);
    await handle.close();
    const { small: read } = await readSafetensors(sparse, { names: ["small"] });
    expect(read.data).toEqual(Float32Array.of(2.5));
  });

  test("names the file that is damaged, and how", async () => {
    const cut = join(folder, "cut.safetensors");
    const whole = encodeSafetensors(tensors);
    await writeFile(cut, whole.subarray(0, whole.length - 1));
    await expect(readSafetensors(cut)).rejects.toThrow(
      new RangeError(
        `readSafetensors: ${cut}: expected data_offsets of "step" within 27 bytes of data, got [24,28]`,
      ),
    );
  });

  test("names the file that is not there", async () => {
    await expect(readSafetensors(join(folder, "none.safetensors"))).rejects.toThrow(
      "none.safetensors",
    );
  });
});

describe("readSafetensorsHeader", () => {
  test("says what a file holds", async () => {
    expect(await readSafetensorsHeader(path)).toEqual({
      metadata: { format: "pt" },
      tensors: {
        "a.weight": { dtype: "F32", shape: [2, 2] },
        "a.bias": { dtype: "F32", shape: [2] },
        step: { dtype: "I32", shape: [] },
      },
    });
  });
});
