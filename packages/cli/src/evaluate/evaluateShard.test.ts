import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { sharedFolder } from "../../test/sharedFolder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { mergeShards } from "../merge/mergeShards.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { evaluateShard } from "./evaluateShard.ts";

const folder = sharedFolder();
beforeAll(async () => {
  // Four images, judged at 8 x 8 pixels: 256 in all.
  await writeColours(join(folder(), "parts"), {
    "good/1.png": [10, 0, 0],
    "good/2.png": [20, 0, 0],
    "red/1.png": [200, 0, 0],
    "red/2.png": [150, 0, 0],
  });
});

async function done(out: string, exactPixels: number) {
  const stderr = recorder();
  const model = await writeTinyModel(join(folder(), "detector.onnx"), { method: "tiny" });
  const what = { model, data: join(folder(), "parts"), out, exactPixels };
  const shards = [1, 2].map((index) => ({ index, of: 2 }));
  await evaluateShard(createTerminal({ stdout: recorder(), stderr }), { ...what, shards });
  const files = await readdir(join(out, "shards/1-of-2"));
  return { what, files, said: stderr.text() };
}

describe("evaluateShard", () => {
  test("keeps pixels up to a number of those of all shards together, and counts them above it", async () => {
    const kept = await done(await temporaryFolder(), 256);
    expect(kept.files).toEqual(["pixels.bin", "records.jsonl", "shard.json"]);
    const counted = await done(await temporaryFolder(), 255);
    expect(counted.files).toEqual(["meters.jsonl.gz", "records.jsonl", "shard.json"]);
  });

  test("does nothing that is done, and again what kept less than is asked for", async () => {
    const out = await temporaryFolder();
    const { what } = await done(out, 255);
    expect((await done(out, 255)).said).toContain("shard 2/2: was done before");
    const engine = { name: "onnxruntime", provider: "cpu", threads: 1 };
    const terminal = createTerminal({ stdout: recorder(), stderr: recorder() });
    const merging = mergeShards(terminal, { ...what, dir: out, exactPixels: 256, engine });
    await expect(merging).rejects.toThrow("1: pixels were counted, and all are few enough to be ranked: do it again with this --exact-pixels"); // prettier-ignore
    const again = await done(out, 256);
    expect(again.files).toContain("pixels.bin");
    expect(again.said).toContain(
      "shard 1/2 was there with other images, damaged, or with fewer pixels kept",
    );
    expect((await done(out, 255)).said).toContain("was done before"); // what is kept can be counted
  });
});
