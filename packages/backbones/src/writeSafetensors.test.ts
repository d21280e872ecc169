import { existsSync, symlinkSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { encodeSafetensors } from "./encodeSafetensors.ts";
import { readSafetensors } from "./readSafetensors.ts";
import type { StoredTensors } from "./storedTensor.ts";
import { writeSafetensors } from "./writeSafetensors.ts";

const tensors: StoredTensors = {
  weight: { dtype: "F32", shape: [3], data: Float32Array.of(1, 2, 3) },
};
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safetensors-"));
  path = join(folder, "model.safetensors");
});
afterEach(() => rm(folder, { recursive: true }));

describe("writeSafetensors", () => {
  test("writes the bytes of encodeSafetensors and leaves nothing else", async () => {
    await writeSafetensors(path, tensors, { step: "1" });
    expect(new Uint8Array(await readFile(path))).toEqual(encodeSafetensors(tensors, { step: "1" }));
    expect(await readdir(folder)).toEqual(["model.safetensors"]);
  });

  test("replaces the previous file, and what a killed write left", async () => {
    await writeSafetensors(path, {});
    await writeFile(`${path}.partial`, "half a file, and longer than the new one".repeat(99));
    await writeSafetensors(path, tensors);
    expect(await readSafetensors(path)).toEqual(tensors);
    expect(await readdir(folder)).toEqual(["model.safetensors"]);
  });

  test("writes a view into a larger buffer", async () => {
    const data = Float32Array.of(9, 1, 2, 3, 9).subarray(1, 4);
    await writeSafetensors(path, { weight: { dtype: "F32", shape: [3], data } });
    expect(await readSafetensors(path)).toEqual(tensors);
  });

  const full = "/dev/full"; // a device that is always full
  test.skipIf(!existsSync(full))(
    `keeps the previous file when the disk is full (skipped without ${full})`,
    async () => {
      await writeSafetensors(path, tensors);
      symlinkSync(full, `${path}.partial`);
      const larger: StoredTensors = {
        weight: { dtype: "F32", shape: [9], data: new Float32Array(9) },
      };
      await expect(writeSafetensors(path, larger)).rejects.toThrow(
        `writeSafetensors: expected to write ${path}, got ENOSPC`,
      );
      expect(await readSafetensors(path)).toEqual(tensors);
      expect(await readdir(folder)).toEqual(["model.safetensors"]);
    },
  );

  test("makes the folder if it is missing", async () => {
    const deep = join(folder, "made", "model.safetensors");
    await writeSafetensors(deep, tensors);
    expect(await readSafetensors(deep)).toEqual(tensors);
  });

  test("names the file where its folder cannot be made", async () => {
    await writeFile(path, "a file");
    const within = join(path, "deep", "model.safetensors");
    await expect(writeSafetensors(within, tensors)).rejects.toThrow(
      `writeSafetensors: expected to write ${within}, got ENOTDIR`,
    );
  });

  test("refuses tensors that are not what they say before it touches the disk", async () => {
    await expect(
      writeSafetensors(path, { weight: { dtype: "F32", shape: [4], data: new Float32Array(3) } }),
    ).rejects.toThrow("writeSafetensors: expected 4 values for weight");
    expect(await readdir(folder)).toEqual([]);
  });
});
