import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { markDone, readSweep } from "@flawlens/shards";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { sampleResults } from "../../test/sampleResults.ts";
import { sweepOf } from "../../test/sweepOf.ts";
import { keptConfig, runConfig } from "../methods/runConfig.ts";
import { loadMethod } from "../methods/loadMethod.ts";
import { checkJob } from "./checkJob.ts";
import { planSweep } from "./planSweep.ts";

const place = "parts/padim/contamination-0.1/shots-2";

describe("planSweep", () => {
  test("lists every combination, with paths from the root that holds all of it", async () => {
    const { root, grid, out } = await sweepOf({ methods: ["padim", "patchcore"] });
    expect(await planSweep(grid, { out })).toEqual({ jobs: 4, done: 0 });
    const sweep = await readSweep(out);
    expect(sweep.root).toBe(root);
    expect(sweep.jobs[1]).toEqual({
      id: "parts_padim_contamination-0.1_shots-2_seed-2",
      hash: expect.any(String),
      group: place,
      argv: ["train", "--data", "./parts", "--out", `./out/${place}/seed-2`, "--method", "padim", "--contamination", "0.1", "--shots", "2", "--seed", "2", "--skip-check"], // prettier-ignore
    });
    expect(new Set(sweep.jobs.map(({ hash }) => hash)).size).toBe(4);
    for (const job of sweep.jobs) checkJob(job);
  });

  test("counts what was done as done, also where the grid has grown or moved to another folder of settings", async () => {
    const { grid, out, data } = await sweepOf();
    await planSweep(grid, { out });
    const { folder, jobs } = await readSweep(out);
    await markDone(folder, jobs[0], { seconds: 1, peakBytes: null });
    await writeFile(grid, JSON.stringify({ train: { data: [data], methods: ["padim"], levels: [0.1, 0.2], shots: [2], seeds: [1, 2, 3] } })); // prettier-ignore
    expect(await planSweep(grid, { out })).toEqual({ jobs: 6, done: 1 });
  });

  test("takes a finished run that is there for its job where method, configuration and seed are the same", async () => {
    const { grid, out } = await sweepOf();
    const { method } = await loadMethod("padim");
    const config = keptConfig(await runConfig(method, { data: { contamination: 0.1, shots: 2 } }));
    for (const [folder, seed] of [
      [1, 1],
      [2, 7],
    ]) {
      // prettier-ignore
      const run = join(out, place, `seed-${folder}`);
      await mkdir(run, { recursive: true });
      await writeFile(join(run, "run.json"), JSON.stringify({ name: "padim", config, seed }));
      await writeFile(join(run, "results.json"), JSON.stringify(sampleResults(0.9)));
    }
    expect(await planSweep(grid, { out })).toEqual({ jobs: 2, done: 1 });
  });

  test("refuses to plan other settings or data over those that were planned", async () => {
    const { grid, out, data } = await sweepOf();
    await planSweep(grid, { out });
    await writeFiles(data, ["good/new.png"]);
    await expect(planSweep(grid, { out })).rejects.toThrow(
      "got others for 2 jobs, such as parts_padim",
    );
  });

  test("cuts predictions and evaluations into shards", async () => {
    const { root, grid, out } = await sweepOf();
    await writeFile(join(root, "detector.onnx"), "model");
    const part = { model: join(root, "detector.onnx"), data: join(root, "parts"), shards: 10 };
    await writeFile(grid, JSON.stringify({ predict: part, evaluate: { ...part, split: "test", shards: 1 } })); // prettier-ignore
    expect(await planSweep(grid, { out })).toEqual({ jobs: 11, done: 0 });
    const { jobs } = await readSweep(out);
    expect(jobs[2].id).toBe("predict_03-of-10");
    expect(jobs[2].argv).toEqual(["predict", "--model", "./detector.onnx", "--data", "./parts", "--out", "./out/predict", "--shard", "3/10"]); // prettier-ignore
    expect(jobs[10].argv).toEqual(["evaluate", "--model", "./detector.onnx", "--data", "./parts", "--split", "test", "--out", "./out/evaluate", "--shard", "1/1"]); // prettier-ignore
    for (const job of jobs) checkJob(job);
  });

  test("refuses a category that is not there, a model that is missing, and a root that does not hold the data", async () => {
    const { root, grid, out } = await sweepOf({ categories: ["moon"] });
    await expect(planSweep(grid, { out })).rejects.toThrow("as one of parts");
    const plain = await sweepOf();
    await expect(planSweep(plain.grid, { out: plain.out, root: plain.out })).rejects.toThrow("--root: expected a folder that holds"); // prettier-ignore
    await writeFile(grid, JSON.stringify({ predict: { model: join(root, "none.onnx"), data: root, shards: 1 } })); // prettier-ignore
    await expect(planSweep(grid, { out })).rejects.toThrow("model: expected a detector.onnx");
  });
});
