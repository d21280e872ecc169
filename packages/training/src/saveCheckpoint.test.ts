import * as nodeFs from "node:fs/promises";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors } from "@flawlens/backbones";
import { describe, expect, test } from "vitest";
import { checkpointOf } from "../test/checkpointOf.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";
import type { CheckpointFs } from "./checkpointFs.ts";
import { loadCheckpoint } from "./loadCheckpoint.ts";
import { saveCheckpoint } from "./saveCheckpoint.ts";

/** Node's file system on which one operation fails. */
function failing(operation: keyof CheckpointFs, code: string): CheckpointFs {
  const fail = () => Promise.reject(Object.assign(new Error(`${code}: no such luck`), { code }));
  return { ...nodeFs, [operation]: fail };
}

/** Node's file system whose files take this many bytes and no more. */
function tiny(limit: number): CheckpointFs {
  const open = async (...args: Parameters<typeof nodeFs.open>) => {
    const handle = await nodeFs.open(...args);
    handle.writeFile = async (data) => {
      const bytes = data as Uint8Array;
      await handle.write(bytes.subarray(0, limit));
      if (bytes.length > limit)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
          code: "ENOSPC",
        });
    };
    return handle;
  };
  return { ...nodeFs, open };
}

describe("saveCheckpoint", () => {
  test("writes what loadCheckpoint reads, into a folder it makes", async () => {
    const file = join(temporaryFolder(), "out", "run", "checkpoint.safetensors");
    const { bytes } = await saveCheckpoint(file, checkpointOf(1));
    expect(bytes).toBe(readFileSync(file).length);
    expect(await loadCheckpoint(file)).toEqual({ ...checkpointOf(1), file, recovered: null });
  });

  test("writes safetensors that any reader reads, named by what they are", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    await saveCheckpoint(file, checkpointOf(1));
    const tensors = decodeSafetensors(new Uint8Array(readFileSync(file)));
    expect(Object.keys(tensors).sort()).toEqual([
      "adam.squares/head.weight",
      "adam.sum/head.weight",
      "param/head.running_mean",
      "param/head.weight",
    ]);
    expect(tensors["param/head.weight"]).toMatchObject({ dtype: "F32", shape: [2, 3] });
  });

  test("keeps the one before, and nothing else", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "checkpoint.safetensors");
    for (const step of [1, 2, 3]) await saveCheckpoint(file, checkpointOf(step));
    expect((await loadCheckpoint(file)).step).toBe(3);
    expect((await loadCheckpoint(`${file}.previous`)).step).toBe(2);
    expect((await nodeFs.readdir(folder)).sort()).toEqual([
      "checkpoint.safetensors",
      "checkpoint.safetensors.previous",
    ]);
  });

  test("syncs the bytes before they get their name", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const calls: string[] = [];
    const fs: CheckpointFs = {
      ...nodeFs,
      open: async (...args) => {
        const handle = await nodeFs.open(...args);
        const sync = handle.sync.bind(handle);
        handle.sync = () => {
          calls.push(args[1] === "w" ? "sync file" : "sync folder");
          return sync();
        };
        return handle;
      },
      rename: (from, to) => {
        calls.push(`rename ${String(from).split(".").at(-1)} to ${String(to).split(".").at(-1)}`);
        return nodeFs.rename(from, to);
      },
    };
    await saveCheckpoint(file, checkpointOf(1));
    await saveCheckpoint(file, checkpointOf(2), { fs });
    expect(calls).toEqual([
      "sync file",
      "rename safetensors to previous",
      "rename partial to safetensors",
      "sync folder",
    ]);
  });

  test("on a full disk leaves both older ones, cleans up, and names file, room and way out", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    for (const step of [1, 2]) await saveCheckpoint(file, checkpointOf(step));
    const save = saveCheckpoint(file, checkpointOf(3), { fs: tiny(100) });
    await expect(save).rejects.toThrow(
      /^saveCheckpoint: expected room for 0\.0 MB at .*checkpoint\.safetensors, got ENOSPC with [\d.]+ MB free; what was saved before is untouched: make room and resume from checkpoint\.safetensors, or save to another disk$/,
    );
    expect((await loadCheckpoint(file)).step).toBe(2);
    expect((await loadCheckpoint(`${file}.previous`)).step).toBe(1);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "survives a disk that really is full (skipped without /dev/full)",
    async () => {
      const file = join(temporaryFolder(), "checkpoint.safetensors");
      await saveCheckpoint(file, checkpointOf(1));
      symlinkSync("/dev/full", `${file}.partial`);
      await expect(saveCheckpoint(file, checkpointOf(2))).rejects.toThrow("got ENOSPC with");
      expect((await loadCheckpoint(file)).step).toBe(1);
    },
  );

  test.each(["mkdir", "open"] as const)("passes on why %s failed", async (operation) => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    await saveCheckpoint(file, checkpointOf(1));
    const save = saveCheckpoint(file, checkpointOf(2), { fs: failing(operation, "EACCES") });
    await expect(save).rejects.toThrow(
      `saveCheckpoint: expected to write ${file}, got EACCES: no such luck; what was saved before is untouched`,
    );
    expect((await loadCheckpoint(file)).step).toBe(1);
  });

  test("killed between its renames leaves the new one to be found", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    await saveCheckpoint(file, checkpointOf(1));
    let renames = 0;
    const rename: CheckpointFs["rename"] = (from, to) =>
      renames++ === 0 ? nodeFs.rename(from, to) : Promise.reject(new Error("killed"));
    const save = saveCheckpoint(file, checkpointOf(2), { fs: { ...nodeFs, rename } });
    await expect(save).rejects.toThrow("killed");
    const found = await loadCheckpoint(file);
    expect(found).toMatchObject({ step: 2, file: `${file}.partial` });
    expect(found.recovered).toBe(
      `${file}: there is no such file; went back to ${file}.partial, step 2`,
    );
    await saveCheckpoint(file, checkpointOf(3));
    expect(await loadCheckpoint(file)).toMatchObject({ step: 3, recovered: null });
  });
});
