import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  describerConfig,
  type DescriberResults,
  readDescriber,
  readRegions,
  regionMask,
  saveRegions,
} from "@flawlens/alphaclip";
import { synthesize } from "@flawlens/datasets";
import { overlay } from "@flawlens/report";
import { loadCheckpoint } from "@flawlens/training";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen, pressCtrlC } from "../../multitype-fcdd/test/listen.ts";
import { checkpointIn } from "../../multitype-fcdd/src/runFolder.ts";
import { tinyDetector, tinyMetadata } from "../../../packages/inference/test/tinyDetector.ts";
import { readConfig } from "./config.ts";
import { describeImage } from "./describeImage.ts";
import { evaluateModel } from "./evaluateModel.ts";
import { inspectImages } from "./inspectImages.ts";
import { train, type TrainOptions } from "./train.ts";

const { told, when, listenOnly } = listen("log", "warn", "error");

/** The quickstart's configuration, fewer steps. */
const small = join(import.meta.dirname, "../configs/small.json");
const tiny = {
  image: { network: "small", widths: [[4], [8]], size: 32, embedding: 8 },
  text: { width: 32 },
  learningRate: 0.002,
  batchSize: 8,
  temperature: 0.1,
  steps: 8,
  checkpointEverySteps: 2,
};

let folder: string;
let data: string;
let whole: string; // a run that nothing disturbed
let results: DescriberResults;
const run = (options: Partial<TrainOptions> & { out: string }) =>
  train({ data: [data], config: describerConfig.parse(tiny), seed: 1, ...options });
const resultsOf = async (out: string) =>
  JSON.parse(await readFile(join(out, "results.json"), "utf8")) as DescriberResults;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-alphaclip-"));
  data = join(folder, "data");
  whole = join(folder, "whole");
  const few = { normal: 1, anomalous: 1 };
  await synthesize(data, {
    seed: 1,
    size: 64,
    train: { normal: 1, anomalous: 10 },
    validation: few,
    test: { normal: 1, anomalous: 3 },
  });
  const config = { ...(await readConfig(small)), steps: 100 };
  await run({ out: whole, config });
  results = await resultsOf(whole);
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("train", () => {
  test("describes held-out regions far better than guessing, and than without the region's mask", () => {
    const { accuracy, chance } = results;
    const of = (mask: "region" | "none" | "wrong") => accuracy[mask].all.total.accuracy;
    expect(chance.all).toBe(1 / 25);
    expect(of("region")).toBeGreaterThan(6 * chance.all);
    expect(of("region")).toBeGreaterThan(of("none") + 0.1);
    expect(of("region")).toBeGreaterThan(of("wrong") + 0.1);
    expect(accuracy.region.sameObject.total.accuracy).toBeGreaterThan(1.5 * chance.sameObject);
  });

  test("leaves regions, a model, results and a report", async () => {
    expect((await readdir(whole)).sort()).toEqual([
      "checkpoints",
      "model.safetensors",
      "regions.json",
      "report.html",
      "results.json",
      "training.jsonl",
    ]);
    const report = await readFile(join(whole, "report.html"), "utf8");
    for (const part of ["Accuracy", "Examples", "Confusion", "Training", "This run"])
      expect(report).toContain(`<h2>${part}</h2>`);
    expect(results.dataset.test).toBe(results.accuracy.region.all.total.count);
    expect(results.versions["@flawlens/alphaclip"]).toBeDefined();
  });

  test("interrupted by Ctrl-C, goes on when resumed and ends as if it had never stopped", async () => {
    const [stopped, through] = [join(folder, "stopped"), join(folder, "through")];
    when("training 4/8", pressCtrlC);
    expect(await run({ out: stopped })).toBe(false);
    expect(told.at(-1)).toMatch(/^interrupted; train with --resume/);
    listenOnly();
    expect(await run({ out: stopped, resume: true })).toBe(true);
    expect(await run({ out: through })).toBe(true);
    const paramsOf = async (out: string) => (await loadCheckpoint(checkpointIn(out))).params;
    expect(await paramsOf(stopped)).toEqual(await paramsOf(through));
    const timeless = async (out: string) => ({ ...(await resultsOf(out)), seconds: null });
    expect(await timeless(stopped)).toEqual(await timeless(through));
  }, 120_000);

  test("does not resume with another configuration, nor begin where another run is", async () => {
    const other = describerConfig.parse({ ...tiny, temperature: 0.2 });
    await expect(run({ out: whole, resume: true, config: other })).rejects.toThrow(
      "config.temperature",
    );
    await expect(run({ out: whole })).rejects.toThrow(`got ${whole} with checkpoints`);
  });

  test("refuses regions without sides, weights that are missing, and paths that are wrong", async () => {
    const out = join(folder, "never");
    const regions = await readRegions(join(whole, "regions.json"));
    const untested = join(folder, "untested.json");
    const kept = regions.regions.filter(({ split }) => split !== "test");
    await saveRegions(untested, { ...regions, regions: kept });
    await expect(run({ out, data: undefined, regions: untested })).rejects.toThrow(
      /expected regions to train and to test on in flawlens-synthetic, got \d+ and 0/,
    );
    await expect(run({ out, regions: untested })).rejects.toThrow("got both");
    await expect(run({ out, data: [join(folder, "nowhere")] })).rejects.toThrow("nowhere");
    const config = describerConfig.parse({ ...tiny, image: { network: "efficientnet-lite0" } });
    await expect(run({ out, config, weights: join(folder, "no.pth") })).rejects.toThrow("no.pth");
    expect(existsSync(out)).toBe(false);
  });
});

describe("with a model", () => {
  const model = () => join(whole, "model.safetensors");

  test("evaluate gives what training gave", async () => {
    const regions = await readRegions(join(whole, "regions.json"));
    const again = await evaluateModel({ model: await readDescriber(model()), regions });
    expect(again.accuracy).toEqual(results.accuracy);
  });

  test("describe ranks the candidates for a mask, a box or a point, and says what is wrong with bad ones", async () => {
    const { root, regions } = await readRegions(join(whole, "regions.json"));
    const region = regions.find(({ split, height, box }) => split === "test" && box.y < height)!;
    const image = join(root, region.image);
    const mask = join(folder, "mask.png");
    await writeFile(mask, await maskPng(regionMask(region)));
    const common = { model: model(), image };
    const byMask = await describeImage({ ...common, mask });
    expect(byMask).toHaveLength(25);
    const { box } = region;
    const { x, y } = box;
    expect(await describeImage({ ...common, box })).toHaveLength(25);
    const candidates = join(folder, "candidates.txt");
    await writeFile(candidates, "scratch on gear\n\nscratch on gear\nstain on gear\n");
    const byPoint = await describeImage({ ...common, point: { x, y }, candidates });
    expect(byPoint.map(({ description }) => description).sort()).toEqual([
      "scratch on gear",
      "stain on gear",
    ]);

    const empty = join(folder, "empty.png");
    const { height: rows, width: columns } = region;
    await writeFile(empty, await maskPng({ data: new Uint8Array(rows * columns), height: rows, width: columns })); // prettier-ignore
    const none = join(folder, "none.txt");
    await writeFile(none, "\n");
    const bad: [Partial<Parameters<typeof describeImage>[0]>, string][] = [
      [{}, "expected one of --mask FILE, --box x,y,w,h and --point x,y, got none"],
      [{ mask, point: { x: 1, y: 1 } }, "got --mask and --point"],
      [{ mask: empty }, "expected a mask with a region"],
      [{ mask, image: join(root, "nothing.png") }, "nothing.png"],
      [{ point: { x: 999, y: 1 } }, "expected a region inside the image"],
      [{ mask, candidates: none }, "expected candidate descriptions"],
      [{ mask, model: image }, "expected a region describer at"],
      [
        { mask, model: checkpointIn(whole) },
        "expected a region describer (model.safetensors of a training run)",
      ],
    ];
    for (const [change, message] of bad)
      await expect(describeImage({ ...common, ...change })).rejects.toThrow(message);
  });

  test("a detector's map, its regions and a description of each, chained", async () => {
    const detector = join(folder, "detector.onnx");
    // A pixel is as anomalous as it is red and green: at least 100 of 510 here.
    const any = { threshold: 10, scoreRange: [0, 510], mapRange: [0, 510], mapThreshold: 100 };
    const metadata = tinyMetadata({ any } as Parameters<typeof tinyMetadata>[0]);
    await writeFile(detector, tinyDetector({ flawlens: JSON.stringify(metadata) }));
    const { root, regions } = await readRegions(join(whole, "regions.json"));
    const images = regions.filter(({ split }) => split === "test").map(({ image }) => join(root, image)); // prettier-ignore
    const shown = join(folder, "inspection");
    const { inspections, unreadable } = await inspectImages(
      [...new Set(images)].slice(0, 12).concat("no.png"),
      {
        detector,
        model: model(),
        out: shown,
      },
    );
    expect(unreadable).toEqual(["no.png"]);
    const findings = inspections.flatMap((inspection) => inspection.findings);
    expect(findings.length).toBeGreaterThan(0);
    for (const { mask, area, ranking } of findings) {
      expect(mask.data.reduce((sum, bit) => sum + bit, 0)).toBe(area);
      expect(ranking).toHaveLength(25);
    }
    expect(told.join("\n")).toMatch(/ {2}1\. .* on .* \(-?\d\.\d\d\) at x \d+, y \d+/);
    expect((await readdir(shown)).length).toBe(inspections.length + 1);
    expect(await readFile(join(shown, "inspection.html"), "utf8")).toContain("<svg");
  }, 120_000);
});

/** A mask as a file. */
function maskPng({ data, height, width }: { data: Uint8Array; height: number; width: number }) {
  const black = { data: new Uint8Array(height * width * 3), height, width };
  const map = { data: Float32Array.from(data), height, width };
  return overlay(black, map, { opacity: 1 });
}
