import "../../test/cpu.ts";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams, smallConvNetwork } from "@flawlens/backbones";
import { readOnnxMetadata } from "@flawlens/onnx";
import { randomStream } from "@flawlens/sampling";
import { getBackend, memory, mul } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { adapterSpec } from "../lora/adapterFile.ts";
import { paperLora } from "../lora/lora.ts";
import { alphaClipSpec } from "../model/alphaClip.ts";
import { clipImageTower, clipTextTower } from "../towers/clipTowers.ts";
import { networkImageTower } from "../towers/networkImageTower.ts";
import { alphaInput } from "../core/alphaInput.ts";
import { createAlphaClip } from "./createAlphaClip.ts";
import { exportImageTower } from "./exportImageTower.ts";
import { readImageTowerMetadata } from "../core/imageTowerMetadata.ts";
import type { Picture } from "../core/picture.ts";
import { resizeBicubic } from "../core/resizeBicubic.ts";

const lora = { ...paperLora, rank: 2, alpha: 3 };
const random = randomStream(3);
const rough = adapterSpec(tinyClip, lora).map((each) => ({ ...each, init: { normal: 0.3 } }));
const params = initParams(alphaClipSpec(tinyClip), { random });
const adapter = { lora, params: initParams(rough, { random }) };
const image: Picture = {
  data: Uint8Array.from({ length: 300 }, () => Math.floor(256 * random())),
  height: 10,
  width: 10,
};
const regions = [0, 1, 2, 3, 4, 5].map((row) => ({
  image,
  mask: {
    data: Uint8Array.from({ length: 100 }, (_, i) => Number(i >= 10 * row)),
    height: 10,
    width: 10,
  },
}));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "export-tower-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Embeddings by the file of all regions at once. */
async function run(file: string): Promise<Float32Array> {
  const session = await InferenceSession.create(file);
  const feed = (rows: ArrayLike<number>[]) => rows.flatMap((row) => Array.from(row));
  const { embeddings } = await session.run({
    images: new Tensor(
      "uint8",
      feed(regions.map(({ image }) => resizeBicubic(image, 8))),
      [6, 8, 8, 3],
    ),
    alphas: new Tensor(
      "float32",
      feed(regions.map(({ mask }) => alphaInput(mask, 8))),
      [6, 8, 8, 1],
    ),
  });
  expect(embeddings.dims).toEqual([6, 6]);
  return embeddings.data as Float32Array;
}

describe("exportImageTower", () => {
  test("with an adapter gives the embeddings of the adapted model, of length one", async () => {
    const file = join(folder, "tower.onnx");
    const before = memory().numTensors;
    const tower = clipImageTower(tinyClip);
    const written = await exportImageTower(tower, params, file, {
      regions,
      adapter,
      config: { run: 7 },
    });
    expect(memory().numTensors).toBe(before);
    expect(getBackend()).toBe("cpu");
    expect(written.difference).toBeLessThan(1e-5);
    expect(written.bytes).toBe((await readFile(file)).length);
    const model = createAlphaClip({
      towers: {
        image: clipImageTower(tinyClip, { lora }),
        text: clipTextTower(tinyClip, tokenizer),
      },
      params: { ...params, ...adapter.params },
    });
    const expected = await model.embedRegions(
      image,
      regions.map(({ mask }) => mask),
    );
    const found = await run(file);
    expected.flatMap((row) => Array.from(row)).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5)); // prettier-ignore
  });

  test("without leaves embeddings as long as they are, and says so", async () => {
    const file = join(folder, "plain.onnx");
    const options = { regions: regions.slice(0, 1), unitLength: false };
    const { metadata } = await exportImageTower(clipImageTower(tinyClip), params, file, options);
    expect(metadata).toMatchObject({ method: "alphaclip", tower: "tinyClip", imageSize: 8, embedding: 6, unitLength: false, alpha: { mean: 0.5, std: 0.26 } }); // prettier-ignore
    const bytes = await readFile(file);
    expect(JSON.parse(readOnnxMetadata(bytes).flawlens).format).toBe(1);
    expect(await readImageTowerMetadata(bytes)).toEqual(metadata);
    expect(Math.hypot(...(await run(file)).slice(0, 6))).toBeGreaterThan(1.5);
  });

  test("takes the tower of any network", async () => {
    const options = { layers: ["stages.2"], imageSize: 32, pooling: "region", alphaInit: { normal: 0.3 } } as const; // prettier-ignore
    const tower = networkImageTower(smallConvNetwork(), options);
    const own = initParams(tower.spec, { random });
    const file = join(folder, "network.onnx");
    const { difference, metadata } = await exportImageTower(tower, own, file, { regions });
    expect(difference).toBeLessThan(1e-5);
    expect(metadata).toMatchObject({ tower: tower.name, imageSize: 32, embedding: 128 });
  });

  test("writes nothing where file and model disagree", async () => {
    const file = join(folder, "other.onnx");
    await writeFile(file, "before");
    const tower = clipImageTower(tinyClip);
    const odd: typeof tower = {
      ...tower,
      // The file is recorded on ort, and compared with what the engine in use computes.
      embed: (given, images, alphas) =>
        tower.embed(given, getBackend() === "ort" ? images : mul(images, 2), alphas),
    };
    await expect(exportImageTower(odd, params, file, { regions })).rejects.toThrow("nothing was written"); // prettier-ignore
    expect(await readFile(file, "utf8")).toBe("before");
    expect((await readdir(folder)).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("refuses a tower with adapters in it, and no regions", async () => {
    const file = join(folder, "never.onnx");
    const tower = clipImageTower(tinyClip, { lora });
    await expect(exportImageTower(tower, params, file, { regions })).rejects.toThrow(
      "expected a tower without adapters, got visual.transformer.resblocks.0.attn.in_proj.lora_A in tinyClip",
    );
    const plain = clipImageTower(tinyClip);
    await expect(exportImageTower(plain, params, file, { regions: [] })).rejects.toThrow(
      "expected regions to compare on, got none",
    );
  });
});
