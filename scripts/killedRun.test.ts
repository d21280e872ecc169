import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCheckpoint } from "@flawlens/training";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeParts } from "../packages/cli/test/partImages.ts";

const cli = join(import.meta.dirname, "../packages/cli");

let folder: string;
beforeAll(async () => {
  if (!existsSync(join(cli, "dist/main.js")))
    throw new Error(
      "expected the command to be built, got no dist; run npm test, or npm run build",
    );
  folder = await mkdtemp(join(tmpdir(), "flawlens-killed-"));
  await writeParts(join(folder, "data"), { good: 20, bright: 9, dark: 9 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const checkpointIn = (out: string) => join(out, "checkpoints/last.safetensors");

/** Trains with the command as it is installed; `killed` as soon as there is a checkpoint. */
async function train(out: string, args: string[], { killed = false } = {}) {
  const child = spawn(process.execPath, [join(cli, "bin/flawlens.js"), "train", "--out", out, ...args]); // prettier-ignore
  const ended = new Promise<string | number | null>((resolve) => {
    child.on("close", (code, signal) => resolve(signal ?? code));
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const watch = setInterval(() => {
    if (killed && existsSync(checkpointIn(out))) child.kill("SIGKILL");
  }, 2);
  const how = await ended;
  clearInterval(watch);
  return { how, said };
}

test("a training that is killed resumes to the numbers of one that never stopped", async () => {
  const settings = ["encoder.widths=[[4],[8]]", "head.widths=[8]", "inputSize=32", "batchSize=4", "steps=100", "checkpointEverySteps=3"]; // prettier-ignore
  const method = ["--method", "fcdd", "--config", "scratch"];
  const begin = ["--data", join(folder, "data"), ...method, ...settings.flatMap((set) => ["--set", set])]; // prettier-ignore
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
  const once = await train(whole, begin);
  expect([once.how, once.said]).toEqual([0, expect.anything()]);
  expect((await train(killed, begin, { killed: true })).how).toBe("SIGKILL");
  expect(existsSync(join(killed, "results.json"))).toBe(false);
  const resumed = await train(killed, ["--resume"]);
  expect(resumed.how).toBe(0);
  expect(resumed.said).toMatch(/resuming after step \d/);

  const paramsOf = async (out: string) => (await loadCheckpoint(checkpointIn(out))).params;
  expect(await paramsOf(killed)).toEqual(await paramsOf(whole));
  const resultsOf = async (out: string) => {
    const results = JSON.parse(await readFile(join(out, "results.json"), "utf8"));
    return { ...results, seconds: null, peakMemory: null };
  };
  expect(await resultsOf(killed)).toEqual(await resultsOf(whole));
}, 120_000);
