import "../test/cpu.ts";
import { mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import { memory } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyModel, tinySource } from "../test/tiny.ts";
import { convHead } from "./convHead.ts";
import { fitFcdd } from "./fitFcdd.ts";
import { restoreFcdd } from "./restoreFcdd.ts";

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-restore-"));
  file = join(folder, "checkpoint.safetensors");
  const events = fitFcdd(tinyModel(), {
    source: tinySource(),
    optimizer: adam({ learningRate: 0.01 }),
    batchSize: 2,
    steps: 2,
    random: randomStream(1),
    checkpoint: { file, everySteps: 1, config: { learningRate: 0.01 } },
  });
  for await (const _ of events);
});
afterAll(() => rm(folder, { recursive: true }));

describe("restoreFcdd", () => {
  test("refuses a checkpoint of another architecture, with the differences, and changes nothing", async () => {
    const model = tinyModel({ types: ["bright", "dark", "bent"], head: convHead({ widths: [7] }) });
    const before = model.params;
    await expect(restoreFcdd(model, file)).rejects.toThrow(
      /expected the architecture of this run .*\n.*head\.net\.0\.weight/,
    );
    expect(model.params).toBe(before);
    expect(before["head.net.0.weight"].isDisposed).toBe(false);
  });

  test("refuses a checkpoint of another configuration where one is given", async () => {
    const config = { learningRate: 0.1 };
    await expect(restoreFcdd(tinyModel(), file, { config })).rejects.toThrow(
      "learningRate is 0.01",
    );
  });

  test("disposes what it replaces", async () => {
    const model = tinyModel();
    const before = memory().numTensors;
    await restoreFcdd(model, file);
    expect(memory().numTensors).toBe(before);
  });

  test("goes back to the checkpoint before a torn one, and says so", async () => {
    const model = tinyModel();
    await truncate(file, 1000);
    const checkpoint = await restoreFcdd(model, file);
    expect(checkpoint.step).toBe(1);
    expect(checkpoint.recovered).toContain("went back to");
  });

  test("names a checkpoint that is not there", async () => {
    await expect(restoreFcdd(tinyModel(), join(folder, "none.safetensors"))).rejects.toThrow(
      "none.safetensors",
    );
  });
});
