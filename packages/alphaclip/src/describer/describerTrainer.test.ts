import "../../test/cpu.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Params } from "@flawlens/backbones";
import { loadCheckpoint } from "@flawlens/training";
import { memory } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { tinyClipFiles } from "../../test/tinyClipFiles.ts";
import { trainRegions } from "../../test/trainRegions.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { describerConfig } from "./describerConfig.ts";
import { describerTrainer } from "./describerTrainer.ts";
import type { DescriberFitOptions, DescriberTrainer } from "./describerTrainer.ts";

vi.mock("./_clips.ts", async () => {
  const { tinyClip } = await import("../../test/tiny.ts");
  return { clips: { "ViT-B/16": { config: tinyClip, checkpoint: "clip-vit-b-16.openai" } } };
});

let folder: string;
let regions: RegionManifest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainer-"));
  regions = await trainRegions(join(folder, "images"));
});
afterAll(() => rm(folder, { recursive: true }));

const small = {
  image: { network: "small", widths: [[4], [4]], size: 8, embedding: 4 },
  text: { width: 32 },
  learningRate: 0.01,
  batchSize: 2,
  temperature: 0.1,
};
const trainerOf = (change: object) =>
  describerTrainer({ config: describerConfig.parse({ ...small, ...change }), regions, seed: 3 });

/** Trains to the end, or to a step. */
async function train(trainer: DescriberTrainer, options: DescriberFitOptions = {}, until?: number) {
  const aborter = new AbortController();
  const losses: number[] = [];
  for await (const event of trainer.fit({ ...options, signal: aborter.signal })) {
    if (event.kind === "step") losses.push(event.loss);
    if (event.kind === "step" && event.step === until) aborter.abort();
    if (event.kind === "end") return { losses, describer: event.describer };
  }
  throw new Error("no end");
}
const valuesOf = async (params: Params) =>
  Object.fromEntries(
    await Promise.all(Object.entries(params).map(async ([name, t]) => [name, await t.data()])),
  ) as Record<string, Float32Array>;

describe("describerTrainer", () => {
  test("ends in a describer that says what it is", async () => {
    const trainer = await trainerOf({ steps: 4 });
    expect(trainer.steps).toBe(4);
    expect(trainer.unseen).toEqual(["hole in wood"]);
    const before = memory().numTensors;
    const { losses, describer } = await train(trainer);
    expect(losses).toHaveLength(4);
    expect(losses[3]).toBeLessThan(losses[0]);
    expect(describer).toMatchObject({
      texts: ["scratch on gear", "stain on gear", "hole in wood"],
      seed: 3,
      dataset: { name: "hand", hash: "hash" },
      descriptions: regions.descriptions,
    });
    expect(describer).not.toHaveProperty("before");
    expect(Object.keys(describer!.versions)).toContain("@flawlens/alphaclip");
    const { image, text } = describer!.towers;
    const names = [...image.spec, ...text.spec].filter(({ kind }) => kind !== "counter");
    expect(Object.keys(describer!.params).sort()).toEqual(names.map(({ name }) => name).sort());
    expect(memory().numTensors - before).toBe(names.length);
  });

  test("interrupted and resumed, has the numbers of a run that was not", async () => {
    const checkpoint = join(folder, "last.safetensors");
    const stopped = await train(await trainerOf({ steps: 6 }), { checkpoint }, 3);
    expect(stopped.describer).toBeNull();
    const trainer = await trainerOf({ steps: 6 });
    const resume = await loadCheckpoint(checkpoint, { config: trainer.identity });
    const resumed = await train(trainer, { checkpoint, resume });
    const whole = await train(await trainerOf({ steps: 6 }));
    expect(resumed.losses).toEqual(whole.losses.slice(3));
    expect(await valuesOf(resumed.describer!.params)).toEqual(
      await valuesOf(whole.describer!.params),
    );
  });

  test("is known by what decides its numbers: not by how often it saves, nor by its end without a schedule", async () => {
    const identityOf = async (change: object) => (await trainerOf(change)).identity;
    const one = await identityOf({ steps: 4 });
    expect(await identityOf({ steps: 9, checkpointEverySteps: 7 })).toEqual(one);
    expect(await identityOf({ steps: 4, temperature: 0.2 })).not.toEqual(one);
    const cosine = await identityOf({ steps: 4, schedule: "cosine" });
    expect(await identityOf({ steps: 9, schedule: "cosine" })).not.toEqual(cosine);
  });

  test("counts steps by batches and by passes over the training split, the first to end", async () => {
    // Two regions in batches of one are two batches a pass; in batches of two, one.
    expect((await trainerOf({ epochs: 3, batchSize: 1 })).steps).toBe(6);
    expect((await trainerOf({ epochs: 3 })).steps).toBe(3);
    expect((await trainerOf({ epochs: 3, steps: 2 })).steps).toBe(2);
  });

  test("refuses a training split with nothing to tell apart", async () => {
    const [first] = regions.regions;
    const config = describerConfig.parse({ ...small, steps: 1 });
    const alike = { ...regions, regions: [first, { ...first, id: "again" }] };
    await expect(describerTrainer({ config, regions: alike, seed: 1 })).rejects.toThrow(
      "describerTrainer: expected at least two descriptions to tell apart in the training split of hand, got scratch on gear",
    );
  });

  test("trains a CLIP in micro-batches with the losses of whole batches, and keeps what it was", async () => {
    const { model, merges } = await tinyClipFiles();
    const files = { weights: join(folder, "clip.safetensors"), merges: join(folder, "merges.txt") };
    await Promise.all([writeFile(files.weights, model), writeFile(files.merges, merges)]);
    const trainClip = async (microBatches: number) => {
      const image = { network: "clip", model: "ViT-B/16", rank: 2, dropout: 0 };
      const config = describerConfig.parse({ ...small, image, augmentation: "none", microBatches, steps: 1 }); // prettier-ignore
      const trainer = await describerTrainer({ config, regions, seed: 3, ...files });
      expect(trainer.steps).toBe(microBatches);
      return train(trainer);
    };
    const [whole, halves] = [await trainClip(1), await trainClip(2)];
    const mean = (halves.losses[0] + halves.losses[1]) / 2;
    expect(mean).toBeCloseTo(whole.losses[0], 5);
    const { before, params } = whole.describer!;
    expect(Object.keys(params).length).toBeGreaterThan(Object.keys(before!).length); // adapters
  });
});
