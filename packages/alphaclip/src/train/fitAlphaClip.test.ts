import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import "@flawlens/tfjs-backend-ort";
import { readImage, synthesize } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import { loadCheckpoint } from "@flawlens/training";
import { keep, memory, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { buildRegions } from "../data/buildRegions.ts";
import { regionMask } from "../data/regionMask.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { evaluateDescriptions } from "../evaluate/evaluateDescriptions.ts";
import { readAdapter, saveAdapter } from "../lora/adapterFile.ts";
import { paperLora } from "../lora/lora.ts";
import { alphaClipSpec } from "../model/alphaClip.ts";
import { clipTowers } from "../towers/clipTowers.ts";
import type { ImageTower } from "../towers/towers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { describe as describeRegion, describeRegions } from "../core/describe.ts";
import { fitAlphaClip } from "./fitAlphaClip.ts";
import type { FitAlphaClipOptions } from "./fitAlphaClip.ts";
import { regionPixels } from "./regionPixels.ts";
import { paperOptimizer } from "./paperOptimizer.ts";

let folder: string;
let regions: RegionManifest;
let params: Params;
const lora = { ...paperLora, rank: 4, alpha: 4 };

beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "fit-alphaclip-"));
  const few = { normal: 1, anomalous: 1 };
  const made = await synthesize(folder, {
    seed: 1,
    size: 32,
    train: few,
    validation: few,
    test: few,
  });
  regions = await buildRegions(made);
  params = initParams(alphaClipSpec(tinyClip), { random: randomStream(1) });
});
afterAll(() => rm(folder, { recursive: true }));

async function train({ dropout, ...options }: Partial<FitAlphaClipOptions> & { dropout?: number }) {
  const losses: number[] = [];
  let adapter: Params = {};
  const towers = clipTowers({
    config: tinyClip,
    tokenizer,
    lora,
    ...(dropout !== undefined && { dropout }),
  });
  const optimizer = paperOptimizer(towers, { learningRate: 0.01, alphaLearningRate: 0.01 });
  const run = fitAlphaClip({
    towers,
    optimizer,
    params,
    regions,
    random: randomStream(5),
    batchSize: 8,
    temperature: 0.1,
    ...options,
  });
  for await (const event of run) {
    if (event.kind === "step") losses.push(event.loss);
    if (event.kind === "end") adapter = event.params;
  }
  optimizer.dispose();
  const values = Object.fromEntries(
    await Promise.all(Object.entries(adapter).map(async ([name, t]) => [name, await t.data()])),
  ) as Record<string, Float32Array>;
  return { losses, adapter, values };
}

/** The largest difference of two records, and the largest value. */
function difference(a: Record<string, Float32Array>, b: Record<string, Float32Array>) {
  let most = 0;
  for (const [name, values] of Object.entries(a))
    values.forEach((value, i) => (most = Math.max(most, Math.abs(value - b[name][i]))));
  return most;
}

describe("fitAlphaClip", () => {
  test("makes the loss smaller, and leaks nothing", async () => {
    await train({ steps: 1 }).then(({ adapter }) =>
      Object.values(adapter).forEach((t) => t.dispose()),
    );
    const before = memory().numTensors;
    const { losses, adapter } = await train({ steps: 40, augmentation: null });
    Object.values(adapter).forEach((t) => t.dispose());
    expect(memory().numTensors).toBe(before);
    const mean = (some: number[]) => some.reduce((a, b) => a + b) / some.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 10)) - 0.1);
  });

  test("gives the tower a region's pixels as CLIP was trained on them: of 255, less the mean, over the deviation", async () => {
    const towers = clipTowers({ config: tinyClip, tokenizer, lora, dropout: 0 });
    const given: Tensor[] = [];
    const image: ImageTower = {
      ...towers.image,
      embed(own, images, ...rest) {
        given.push(keep(images.clone()));
        return towers.image.embed(own, images, ...rest);
      },
    };
    const { adapter } = await train({ towers: { ...towers, image }, steps: 1, batchSize: 1, augmentation: null }); // prettier-ignore
    Object.values(adapter).forEach((t) => t.dispose());
    const found = await given[0].data();
    given.forEach((t) => t.dispose());
    const size = tinyClip.imageSize;
    const pixelsOf = regionPixels(folder, { size, wholeFraction: 0, augmentation: null });
    const { mean, std } = tinyClip.preprocessing;
    const apart: number[] = [];
    for (const region of regions.regions) {
      const { image: bytes } = await pixelsOf(region, randomStream(1));
      const each = Array.from(bytes, (v, i) => Math.abs((v / 255 - mean[i % 3]) / std[i % 3] - found[i])); // prettier-ignore
      apart.push(Math.max(...each));
    }
    expect(Math.min(...apart)).toBeLessThan(1e-5); // float32 of one of the regions
  });

  test("in four micro-batches ends where the whole batch does", async () => {
    const common = { dropout: 0, augmentation: null };
    const whole = await train({ ...common, steps: 2 });
    const quarters = await train({ ...common, steps: 8, microBatches: 4 });
    const sum = quarters.losses.slice(0, 4).reduce((a, b) => a + b);
    expect(sum).toBeCloseTo(whole.losses[0], 4);
    expect(difference(whole.values, quarters.values)).toBeLessThan(1e-4); // steps of 0.01, sums in another order
  });

  test("resumes to the same numbers", async () => {
    const file = join(folder, "run.safetensors");
    const common = { microBatches: 2, dropout: 0.2 };
    const through = await train({ ...common, steps: 6 });
    await train({ ...common, steps: 3, checkpoint: { file } }); // in the midst of a batch
    const resumed = await train({ ...common, steps: 6, resume: await loadCheckpoint(file) });
    expect(difference(through.values, resumed.values)).toBe(0);
  });

  test("its adapter is saved alone, and describes", async () => {
    const { adapter } = await train({ steps: 4 });
    const file = join(folder, "adapter.safetensors");
    await saveAdapter(file, tinyClip, { lora, params: adapter });
    const read = await readAdapter(file, tinyClip);
    expect(read.lora).toEqual(lora);
    await expect(readAdapter(file, { ...tinyClip, name: "other" })).rejects.toThrow(
      "expected an adapter of other",
    );
    const towers = clipTowers({ config: tinyClip, tokenizer, lora: read.lora });
    const model = createAlphaClip({ towers, params: { ...params, ...read.params } });
    const [region] = regions.regions;
    const image = await readImage(join(folder, region.image));
    const texts = regions.descriptions.map(({ description }) => description);
    const before = memory().numTensors;
    const ranked = await describeRegion(model, image, { mask: regionMask(region) }, texts);
    expect(memory().numTensors).toBe(before);
    expect(ranked).toHaveLength(texts.length);
    expect(ranked.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    expect(ranked.every(({ score }, i) => !i || score <= ranked[i - 1].score)).toBe(true);

    const box = { box: region.box };
    const [byMask, byBox] = await describeRegions(model, image, [{ mask: regionMask(region) }, box], texts); // prettier-ignore
    expect(byMask[0].score).toBeCloseTo(ranked[0].score, 5);
    expect(byBox).toHaveLength(texts.length);
    await expect(describeRegion(model, image, box, [])).rejects.toThrow("got none");

    const all = await evaluateDescriptions(model, regions);
    const own = await evaluateDescriptions(model, regions, { candidates: "sameObject" });
    expect(all.regions[0].ranking).toHaveLength(25);
    expect(own.regions[0].ranking).toHaveLength(5);
    expect(own.total.count).toBe(all.total.count);
  });

  test("refuses regions without any to train on", async () => {
    const none = { ...regions, regions: regions.regions.filter(({ split }) => split === "test") };
    await expect(train({ regions: none, steps: 1 })).rejects.toThrow(
      "expected regions of the split train",
    );
  });
});
