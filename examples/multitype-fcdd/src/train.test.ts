import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Manifest, saveManifest } from "@flawlens/datasets";
import { readResults } from "@flawlens/report";
import { loadCheckpoint } from "@flawlens/training";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { listen, pressCtrlC } from "../test/listen.ts";
import { temporaryFolder, tinyConfig, tinySet } from "../test/tinyRun.ts";
import { checkpointIn } from "./runFolder.ts";
import { train, type TrainOptions } from "./train.ts";

const { told, when, listenOnly } = listen("log", "warn");

let data: string;
let whole: string; // a run that nothing disturbed
let manifest: Manifest;
const run = (options: Partial<TrainOptions> & { out: string }) =>
  train({ data, config: tinyConfig(), seed: 1, ...options });

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-train-"));
  data = join(folder, "data");
  whole = join(folder, "whole");
  manifest = await tinySet(data);
  await run({ out: whole });
});
afterAll(() => rm(dirname(data), { recursive: true, force: true }));

/** What a run has learnt and found; times are left out. */
async function outcome(out: string) {
  const { params, step } = await loadCheckpoint(checkpointIn(out));
  const { seconds: _, ...results } = await readResults(join(out, "results.json"));
  const lines = (await readFile(join(out, "training.jsonl"), "utf8")).trim().split("\n");
  const losses = lines.map((line) => (JSON.parse(line) as { loss: number }).loss);
  return { params, step, results, losses };
}

async function copyOfRun(): Promise<string> {
  const out = join(await temporaryFolder(), "out");
  await cp(whole, out, { recursive: true });
  return out;
}

describe("train", () => {
  test("leaves a manifest, checkpoints, the losses, a detector, results and a report", async () => {
    expect((await readdir(whole)).sort()).toEqual([
      "checkpoints",
      "detector.onnx",
      "manifest.json",
      "report.html",
      "results.json",
      "training.jsonl",
    ]);
    const { results, losses } = await outcome(whole);
    expect(losses).toHaveLength(6);
    expect(results).toMatchObject({ seed: 1, dataset: { train: 35, validation: 30, test: 30 } });
    expect(Object.keys(results.types)).toEqual(manifest.defectTypes);
    expect(Object.keys(results.categories!)).toHaveLength(5);
  });

  test.each([
    { while: "images are checked", told: "checking images 4", left: [] },
    {
      while: "training",
      told: "training 3/6",
      left: ["checkpoints", "manifest.json", "training.jsonl"],
    },
    {
      while: "evaluating",
      told: "evaluating 8/",
      left: ["checkpoints", "detector.onnx", "manifest.json", "training.jsonl"],
    },
  ])("interrupted while $while, comes to the same end when resumed", async (at) => {
    const out = join(await temporaryFolder(), "out");
    when(at.told, pressCtrlC);
    expect(await run({ out })).toBe(false);
    expect(told.at(-1)).toMatch(/^interrupted/);
    expect(await readdir(out).catch(() => [])).toEqual(at.left);

    listenOnly();
    expect(await run({ out, resume: at.left.length > 0 })).toBe(true);
    expect(await outcome(out)).toEqual(await outcome(whole));
  });

  test("does not resume with another seed, configuration or architecture", async () => {
    const resume = true;
    await expect(run({ out: whole, resume, seed: 2 })).rejects.toThrow("seed is 1, this run's 2");
    const slower = tinyConfig({ learningRate: 0.5 });
    await expect(run({ out: whole, resume, config: slower })).rejects.toThrow(
      "config.learningRate is 0.01, this run's 0.5",
    );
    const wider = tinyConfig({ head: { widths: [9] } });
    const error: Error = await run({ out: whole, resume, config: wider }).then(
      () => expect.fail("was resumed"),
      (reason) => reason,
    );
    expect(error.message).toContain(
      `expected the architecture of this run in ${checkpointIn(whole)}, got another`,
    );
    expect(error.message).toContain("head.net.0.weight is [3,3,8,8], the model's [3,3,8,9]");
  });

  test("does not begin where another run is, nor without data, and makes no folder then", async () => {
    await expect(run({ out: whole })).rejects.toThrow(`got ${whole} with checkpoints`);
    const out = join(await temporaryFolder(), "out");
    await expect(run({ out, resume: true })).rejects.toThrow(`expected a run to resume in ${out}`);
    await expect(run({ out, data: "/no/such" })).rejects.toThrow("expected a folder, got /no/such");
    expect(existsSync(out)).toBe(false);
  });

  test("refuses an engine that there is not", async () => {
    vi.stubEnv("FLAWLENS_ENGINE", "abacus");
    await expect(run({ out: whole, resume: true })).rejects.toThrow(
      'useEngine: expected one of ort, tensorflow, cpu, got "abacus"',
    );
    vi.unstubAllEnvs();
  });

  test("trains where a category has no anomalies and validation lacks a type, and says so", async () => {
    const lacking = await temporaryFolder();
    const [category] = manifest.categories;
    const [type] = manifest.defectTypes;
    const samples = manifest.samples.filter(
      (sample) =>
        !(sample.category === category && sample.label === 1) &&
        !(sample.split === "validation" && sample.defectTypes.includes(type)),
    );
    await saveManifest(join(lacking, "manifest.json"), { ...manifest, samples });
    const out = join(await temporaryFolder(), "out");
    expect(await run({ out, data: lacking, config: tinyConfig({ steps: 1 }) })).toBe(true);
    expect(told.join("\n")).toContain(`no validation image shows ${type}: it has no threshold`);
    const results = await readResults(join(out, "results.json"));
    expect(results.categories![category].imageAuroc).toBeNull();
    expect(results.types[type].threshold).toBeNull();
    expect(results.types[type].imageAuroc).not.toBeNull();
  });

  test.skipIf(!existsSync("/dev/full"))(
    "keeps the last checkpoint where the disk fills up, and goes on from it (needs /dev/full)",
    async () => {
      const out = join(await temporaryFolder(), "out");
      const partial = `${checkpointIn(out)}.partial`;
      when("training 3/", () => symlink("/dev/full", partial));
      await expect(run({ out })).rejects.toThrow(
        `saveCheckpoint: expected room for 0.0 MB at ${checkpointIn(out)}, got ENOSPC`,
      );
      expect((await loadCheckpoint(checkpointIn(out))).step).toBe(2);

      listenOnly();
      expect(await run({ out, resume: true })).toBe(true);
      expect(await outcome(out)).toEqual(await outcome(whole));
    },
  );

  test.skipIf(!existsSync("/dev/full")).each(["detector.onnx", "report.html"])(
    "leaves the %s that was there where the disk is full (needs /dev/full)",
    async (name) => {
      const out = await copyOfRun();
      const before = await readFile(join(out, name));
      await symlink("/dev/full", join(out, `${name}.partial`));
      await expect(run({ out, resume: true })).rejects.toThrow(/expected to write .* ENOSPC/);
      expect((await readFile(join(out, name))).equals(before)).toBe(true);
    },
  );

  test("takes the checkpoint before where the last is torn, and says so", async () => {
    const out = await copyOfRun();
    const file = checkpointIn(out);
    await rm(file);
    await mkdir(join(out, "checkpoints"), { recursive: true });
    await cp(join(out, "manifest.json"), file);
    expect(await run({ out, resume: true })).toBe(true);
    expect(told.join("\n")).toContain(`went back to ${file}.previous, step 4`);
    expect(await outcome(out)).toEqual(await outcome(whole));
  });
});
