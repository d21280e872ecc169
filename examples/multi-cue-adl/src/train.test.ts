import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import { readResults } from "@flawlens/report";
import { loadCheckpoint } from "@flawlens/training";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { listen, pressCtrlC } from "../../multitype-fcdd/test/listen.ts";
import { checkpointIn } from "../../multitype-fcdd/src/runFolder.ts";
import { parseConfig } from "./config.ts";
import { evaluateDetector } from "./evaluateDetector.ts";
import { reopenExperiment } from "./openExperiment.ts";
import { paperTables } from "./paperTables.ts";
import { predictImages } from "./predictImages.ts";
import { showSuspects } from "./suspectRanking.ts";
import { train, type TrainOptions } from "./train.ts";

const { told, when, listenOnly } = listen("log", "warn");

const tiny = {
  backbone: { network: "small", widths: [[4], [4], [6]] },
  inputSize: 32,
  segmentationWidth: 4,
  batchSize: 8,
  stepsPerEpoch: 4,
  epochs: 2,
  learningRate: 0.01,
  contamination: 0.2,
  shots: 2,
  checkpointEverySteps: 2,
};

let folder: string;
let data: string;
let category: string;
let whole: string; // a run that nothing disturbed
const run = (options: Partial<TrainOptions> & { out: string }) =>
  train({ data, config: parseConfig(tiny), seed: 1, category, ...options });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-adl-example-"));
  data = join(folder, "data");
  whole = join(folder, "whole");
  const { categories } = await synthesize(data, {
    seed: 1,
    size: 32,
    train: { normal: 12, anomalous: 1 },
    validation: { normal: 1, anomalous: 1 },
    test: { normal: 4, anomalous: 1 },
  });
  category = categories[0];
  await run({ out: whole });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function outcome(out: string) {
  const { step } = await loadCheckpoint(checkpointIn(out));
  const { seconds: _, ...results } = await readResults(join(out, "results.json"));
  const suspects = JSON.parse(await readFile(join(out, "suspects.json"), "utf8"));
  const lines = (await readFile(join(out, "training.jsonl"), "utf8")).trim().split("\n");
  const losses = lines.map((line) => (JSON.parse(line) as { loss: number }).loss);
  return { step, results, suspects, losses };
}

describe("train", () => {
  test("leaves the experiment, a detector, suspects, an ablation, results and a report", async () => {
    expect((await readdir(whole)).sort()).toEqual([
      "ablation.json",
      "checkpoints",
      "detector.onnx",
      "manifest.json",
      "report.html",
      "results.json",
      "suspects.json",
      "training.jsonl",
    ]);
    const { results, suspects } = await outcome(whole);
    expect(results).toMatchObject({ method: "Multi-cue ADL, reference", seed: 1 });
    // 3 of 16 are contaminated; two of those taken as normal are held back for thresholds
    expect(suspects.quality.planted).toBe(suspects.planted.length);
    const { nominal, validation, shots, test: tests } = await reopenExperiment(whole);
    expect(suspects.suspects).toHaveLength(nominal.length);
    expect(nominal.length + validation.length).toBe(13 + 3);
    const known = new Set(shots.map(({ id }) => id));
    expect(known.size).toBe(2);
    expect(tests.some(({ id }) => known.has(id))).toBe(false);
    const ablation = JSON.parse(await readFile(join(whole, "ablation.json"), "utf8"));
    expect(Object.keys(ablation.cues)).toEqual(["deviation", "entropy", "segmentation"]);
    // On the engine in float32, here in float64: ties may differ.
    expect(ablation.fused.reference.imageAuroc).toBeCloseTo(results.any.imageAuroc as number, 2);
    const report = await readFile(join(whole, "report.html"), "utf8");
    expect(report).toContain("Suspects");
    expect(report).toContain("uncertainty alone");
  });

  test("interrupted while training, goes on when resumed and learns as if it had never stopped", async () => {
    const out = join(folder, "stopped");
    when("training 4/8", pressCtrlC);
    expect(await run({ out })).toBe(false);
    expect(told.at(-1)).toMatch(/^interrupted; train with --resume/);
    listenOnly();
    expect(await run({ out, resume: true })).toBe(true);
    const [stopped, undisturbed] = [await outcome(out), await outcome(whole)];
    expect(stopped.step).toBe(undisturbed.step);
    expect(stopped.losses).toEqual(undisturbed.losses);
  });

  test("does not resume with another configuration, nor begin where another run is", async () => {
    const slower = parseConfig({ ...tiny, learningRate: 0.5 });
    await expect(run({ out: whole, resume: true, config: slower })).rejects.toThrow(
      "config.learningRate is 0.01, this run's 0.5",
    );
    await expect(run({ out: whole })).rejects.toThrow(`got ${whole} with checkpoints`);
  });

  test("refuses a data set of several objects without a category, and weights that are missing", async () => {
    const out = join(folder, "never");
    await expect(run({ out, category: undefined })).rejects.toThrow(
      "expected --category as one of",
    );
    const frozen = parseConfig({
      ...tiny,
      inputSize: 64,
      backbone: { network: "efficientnet-lite0" },
    });
    await expect(run({ out, config: frozen })).rejects.toThrow("expected --weights FILE");
    expect(existsSync(out)).toBe(false);
  });

  test("refuses that every image is contaminated", () => {
    expect(() => parseConfig({ ...tiny, contamination: 1 })).toThrow("expected a configuration");
  });

  test.each(["patchcore", "padim"])("judges %s in the same way", async (method) => {
    const out = join(folder, method);
    const config = parseConfig({ ...tiny, method, coresetFraction: 0.1 });
    expect(await run({ out, config })).toBe(true);
    const results = await readResults(join(out, "results.json"));
    expect(results.dataset.test).toBe(
      (await readResults(join(whole, "results.json"))).dataset.test,
    );
    expect(results.any.imageAuroc).not.toBeNull();
  });
});

describe("with a detector", () => {
  test("evaluate gives what training gave", async () => {
    const { manifest } = await reopenExperiment(whole);
    const file = join(whole, "detector.onnx");
    const results = await evaluateDetector({ file, manifest, split: "test" });
    const trained = await readResults(join(whole, "results.json"));
    expect(results.any.imageAuroc).toBeCloseTo(trained.any.imageAuroc as number, 6);
    expect(results.any.pixelAuroc).toBeCloseTo(trained.any.pixelAuroc as number, 2);
    await expect(
      evaluateDetector({ file, manifest: { ...manifest, samples: [] } }),
    ).rejects.toThrow("expected images in");
  });

  test("predict says why, writes overlays, and passes over what is no image", async () => {
    const { manifest, test: tests } = await reopenExperiment(whole);
    const detector = await loadDetector(join(whole, "detector.onnx"));
    await detector.release();
    const image = join(manifest.root, tests[0].image);
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const out = join(folder, "overlays");
    const { unreadable } = await predictImages(
      join(whole, "detector.onnx"),
      [image, "no.png"],
      out,
    );
    errors.mockRestore();
    expect(unreadable).toEqual(["no.png"]);
    expect(told.join("\n")).toMatch(/deviation \(.* of 1\), .* evidence at/);
    expect(await readdir(out)).toHaveLength(1);
  });

  test("suspects are listed, the planted ones marked", async () => {
    await showSuspects(whole, { count: 100 });
    expect(told.filter((line) => line.includes("<-- planted")).length).toBeGreaterThan(0);
    expect(told.join("\n")).toMatch(/at a precision of \d+ %/);
    const byWeights = told.slice(0, -2);
    told.length = 0;
    await showSuspects(whole, { count: 100, by: "all" });
    const rows = told.slice(0, -2);
    expect(rows).toHaveLength(byWeights.length);
    expect(rows).not.toEqual(byWeights);
    await expect(showSuspects(folder, { count: 3 })).rejects.toThrow("expected a finished run");
  });
});

test("the table trains what is missing, goes on where it was stopped, and prints means", async () => {
  const out = join(folder, "table");
  const config = join(folder, "tiny.json");
  await writeFile(config, JSON.stringify({ ...tiny, epochs: 1 }));
  const options = {
    data,
    out,
    config,
    categories: [category],
    levels: ["0", "0.2"],
    shotCounts: ["2"],
    methods: ["adl", "padim"],
    modes: ["paper"],
    seeds: ["1", "2"],
  };
  when("training 2/4", pressCtrlC);
  expect(await paperTables(options)).toBe(false);
  listenOnly();
  expect(await paperTables(options)).toBe(true);
  const lines = told
    .at(-1)!
    .split("\n")
    .filter((line) => line.startsWith(category));
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).toMatch(/ 2 +[.1]\d\d\d?\d? ± \.\d{3}/);
  told.length = 0;
  await paperTables({ ...options, printOnly: true });
  expect(told).toHaveLength(1);
  await expect(paperTables({ ...options, categories: ["moon"] })).rejects.toThrow("got moon");
});
