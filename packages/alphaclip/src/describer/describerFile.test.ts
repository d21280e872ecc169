import "../../test/cpu.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams, readSafetensorsHeader, writeSafetensors } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { tinyClipFiles } from "../../test/tinyClipFiles.ts";
import { towersSpec } from "../towers/towers.ts";
import { describerConfig } from "./describerConfig.ts";
import { readDescriber, saveDescriber } from "./describerFile.ts";
import { describerTowers } from "./describerTowers.ts";
import { readPretrained } from "./readPretrained.ts";
import type { RegionDescriber } from "./regionDescriber.ts";

vi.mock("./_clips.ts", async () => {
  const { tinyClip } = await import("../../test/tiny.ts");
  return { clips: { "ViT-B/16": { config: tinyClip, checkpoint: "clip-vit-b-16.openai" } } };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "describer-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

const texts = ["scratch on gear", "hole in wood"];
const facts = {
  descriptions: [{ category: "gear", defectType: "scratch", description: "scratch on gear" }],
  texts,
  seed: 5,
  dataset: { name: "hand", hash: "hash" },
  versions: { node: "20.19.0" },
};
const image = { network: "small", widths: [[4]], size: 8, embedding: 4 };
const config = describerConfig.parse({ image, text: { width: 32 }, steps: 1 });

async function smallDescriber(): Promise<RegionDescriber> {
  const towers = await describerTowers(config, texts);
  const params = initParams(towersSpec(towers), { random: randomStream(1) });
  return { ...facts, config, towers, params };
}

describe("saveDescriber and readDescriber", () => {
  test("give back parameters and facts, from the file alone", async () => {
    const file = join(folder, "small.safetensors");
    const saved = await smallDescriber();
    await saveDescriber(file, saved);
    const { towers, params, ...rest } = await readDescriber(file);
    expect(rest).toEqual({ ...facts, config });
    expect(towersSpec(towers)).toEqual(towersSpec(saved.towers));
    expect(Object.keys(params).sort()).toEqual(Object.keys(saved.params).sort());
    for (const [name, tensor] of Object.entries(params))
      expect(await tensor.data()).toEqual(await saved.params[name].data());
  });

  test("of a CLIP keep what training has learnt, and read the rest from its own files", async () => {
    const files = { weights: join(folder, "clip.safetensors"), merges: join(folder, "merges.txt") };
    const { model, merges } = await tinyClipFiles();
    await Promise.all([writeFile(files.weights, model), writeFile(files.merges, merges)]);
    const clip = describerConfig.parse({ image: { network: "clip", model: "ViT-B/16", rank: 2 }, epochs: 1 }); // prettier-ignore
    const towers = await describerTowers(clip, texts, files);
    const learns = towersSpec(towers).filter(({ trainable }) => trainable);
    const before = (await readPretrained(clip, files)).params;
    const learnt = initParams(learns, { random: randomStream(2) });
    const file = join(folder, "adapters.safetensors");
    await saveDescriber(file, { ...facts, config: clip, towers, params: { ...before, ...learnt } });
    const { tensors } = await readSafetensorsHeader(file);
    expect(Object.keys(tensors).sort()).toEqual(learns.map(({ name }) => name).sort());
    const read = await readDescriber(file, files);
    expect(Object.keys(read.before!).sort()).toEqual(Object.keys(before).sort());
    for (const [name, tensor] of Object.entries(learnt))
      expect(await read.params[name].data()).toEqual(await tensor.data());
  });

  test("write format 1", async () => {
    const file = join(folder, "format.safetensors");
    await saveDescriber(file, await smallDescriber());
    const { metadata } = await readSafetensorsHeader(file);
    expect(JSON.parse(metadata.flawlensRegions)).toEqual({ format: 1, ...facts, config });
  });
});

describe("readDescriber", () => {
  const whole = { format: 1, ...facts, config };
  test.each([
    { of: "another format", says: { ...whole, format: 2 }, got: "expected a region describer of format 1 at" }, // prettier-ignore
    { of: "no format", says: {}, got: "got format undefined; train it again with this version" },
    { of: "facts left out", says: { ...whole, texts: undefined }, got: "texts" },
    { of: "a key that is unknown", says: { ...whole, config: { ...config, stepz: 1 } }, got: "stepz" }, // prettier-ignore
    { of: "parameters of another model", says: whole, got: "weight" },
  ])("refuses $of", async ({ says, got }) => {
    const file = join(folder, "bad.safetensors");
    const odd = { odd: { dtype: "F32" as const, shape: [1], data: Float32Array.of(1) } };
    await writeSafetensors(file, odd, { flawlensRegions: JSON.stringify(says) });
    await expect(readDescriber(file)).rejects.toThrow(got);
  });

  test("names the file that is not there, is something else, or holds other weights", async () => {
    const [text, other] = [join(folder, "text.txt"), join(folder, "other.safetensors")];
    await writeFile(text, "hello");
    await writeFile(other, (await tinyClipFiles()).model);
    await expect(readDescriber(join(folder, "none"))).rejects.toThrow(
      `readDescriber: expected a region describer at ${join(folder, "none")}, got`,
    );
    await expect(readDescriber(text)).rejects.toThrow(`expected a region describer at ${text}`);
    await expect(readDescriber(other)).rejects.toThrow(
      `expected a region describer (model.safetensors of a training run) at ${other}, got other weights`,
    );
  });
});
