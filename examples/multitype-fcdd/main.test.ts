import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCheckpoint } from "@flawlens/training";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyConfig, tinySet } from "./test/tinyRun.ts";

const main = join(import.meta.dirname, "main.ts");
const built = existsSync(join(import.meta.dirname, "../../packages/fcdd/dist/index.js"));

let folder: string;
let arguments_: (out: string) => string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-main-"));
  const [data, config] = [join(folder, "data"), join(folder, "config.json")];
  await tinySet(data);
  // Long enough to be stopped in.
  await writeFile(config, JSON.stringify(tinyConfig({ steps: 40, checkpointEverySteps: 5 })));
  arguments_ = (out) => ["train", "--data", data, "--out", out, "--config", config];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command to its end, or to a signal when a line says so. */
function fcdd(
  args: string[],
  { env, at, signal }: { env?: Record<string, string>; at?: string; signal?: NodeJS.Signals } = {},
): Promise<{ code: number | null; killed: string | null; text: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", main, ...args], {
    env: { ...process.env, FLAWLENS_DEBUG: "", ...env },
  });
  let text = "";
  let sent = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (some: Buffer) => {
      text += some.toString();
      if (at && !sent && text.includes(at)) sent = child.kill(signal);
    });
  return new Promise((resolve) => {
    child.on("close", (code, killed) => resolve({ code, killed, text }));
  });
}

describe.skipIf(!built)("npm run fcdd (needs the packages built)", () => {
  test("killed in the middle of training, resumes to the same numbers as one run", async () => {
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    const kill = { at: "training 20/40", signal: "SIGKILL" } as const;
    const [first, second] = await Promise.all([
      fcdd(arguments_(whole)),
      fcdd(arguments_(killed), kill),
    ]);
    expect([first.code, second.killed]).toEqual([0, "SIGKILL"]);
    const resumed = await fcdd([...arguments_(killed), "--resume"]);
    expect(resumed.text).toContain("resuming after step");
    expect(resumed.code).toBe(0);

    const paramsOf = async (out: string) =>
      (await loadCheckpoint(join(out, "checkpoints/last.safetensors"))).params;
    expect(await paramsOf(killed)).toEqual(await paramsOf(whole));
    const resultsOf = async (out: string) => {
      const json = JSON.parse(await readFile(join(out, "results.json"), "utf8"));
      return { ...json, seconds: null };
    };
    expect(await resultsOf(killed)).toEqual(await resultsOf(whole));
  }, 60_000);

  test("ends with 130 on Ctrl-C, a checkpoint saved", async () => {
    const out = join(folder, "interrupted");
    const stop = { at: "training 4/40", signal: "SIGINT" } as const;
    const { code, text } = await fcdd(arguments_(out), stop);
    expect(code).toBe(130);
    expect(text).toContain("interrupted; train with --resume goes on from");
    expect(existsSync(join(out, "checkpoints/last.safetensors"))).toBe(true);
  }, 60_000);

  test("ends with 1 and a plain message on an error; where it happened is for those who debug", async () => {
    const args = arguments_(join(folder, "never"));
    const plain = await fcdd(args, { env: { FLAWLENS_ENGINE: "abacus" } });
    expect(plain.code).toBe(1);
    expect(plain.text.trim()).toBe('useEngine: expected one of ort, tensorflow, cpu, got "abacus"');
    const debugged = await fcdd(args, { env: { FLAWLENS_ENGINE: "abacus", FLAWLENS_DEBUG: "1" } });
    expect(debugged.text).toContain("    at ");
  }, 60_000);
});
