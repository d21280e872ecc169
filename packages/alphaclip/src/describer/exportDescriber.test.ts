import "../../test/cpu.ts";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initParams } from "@flawlens/backbones";
import { encodeModel, withMetadata } from "@flawlens/onnx";
import { randomStream } from "@flawlens/sampling";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { tinyClipFiles } from "../../test/tinyClipFiles.ts";
import { describeRegions } from "../core/describe.ts";
import { DESCRIPTIONS_KEY, describerEmbedder, openDescriber } from "../core/describerFile.ts";
import { towersSpec } from "../towers/towers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { describerConfig } from "./describerConfig.ts";
import { describerTowers } from "./describerTowers.ts";
import { exportDescriber } from "./exportDescriber.ts";
import type { RegionDescriber } from "./regionDescriber.ts";

vi.mock("./_clips.ts", async () => {
  const { tinyClip } = await import("../../test/tiny.ts");
  return { clips: { "ViT-B/16": { config: tinyClip, checkpoint: "clip-vit-b-16.openai" } } };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "export-describer-"));
});
afterAll(() => rm(folder, { recursive: true }));

const texts = ["scratch on gear", "hole in wood", "größer → 漢字"];
const facts = {
  descriptions: texts.map((description) => ({ category: "x", defectType: "y", description })),
  texts,
  seed: 5,
  dataset: { name: "hand", hash: "hash" },
  versions: {},
};
const random = randomStream(4);
const data = Uint8Array.from({ length: 20 * 30 * 3 }, () => Math.floor(256 * random()));
const picture = { data, height: 20, width: 30 };
const regions = [
  { box: { x: 0, y: 0, width: 9, height: 20 } },
  { box: { x: 12, y: 4, width: 6, height: 5 } },
];

/** A describer whose parameters are all random, adapters too. */
async function describerOf(image: object): Promise<RegionDescriber> {
  const { model, merges } = await tinyClipFiles();
  const files = { weights: join(folder, "clip.safetensors"), merges: join(folder, "merges.txt") };
  await Promise.all([writeFile(files.weights, model), writeFile(files.merges, merges)]);
  const config = describerConfig.parse({ image, text: { width: 32 }, epochs: 1 });
  const towers = await describerTowers(config, texts, files);
  const spec = towersSpec(towers).map((each) =>
    each.trainable ? { ...each, init: { normal: 0.3 } } : each,
  );
  return { ...facts, config, towers, params: initParams(spec, { random: randomStream(2) }) };
}

describe("exportDescriber", () => {
  test.each([
    { of: "a small network", image: { network: "small", widths: [[4]], size: 8, embedding: 4 } },
    { of: "a CLIP with adapters", image: { network: "clip", model: "ViT-B/16", rank: 2 } },
  ])("of $of gives a file that ranks descriptions as the model does", async ({ image }) => {
    const describer = await describerOf(image);
    const file = join(folder, "describer.onnx");
    await exportDescriber(describer, file);
    const bytes = await readFile(file);
    const opened = await openDescriber(bytes);
    expect(opened.descriptions).toEqual(texts);
    const session = await InferenceSession.create(bytes);
    const side = opened.metadata.imageSize;
    const embedder = describerEmbedder(opened, async (images, alphas) => {
      const { embeddings } = await session.run({
        images: new Tensor("uint8", images, [1, side, side, 3]),
        alphas: new Tensor("float32", alphas, [1, side, side, 1]),
      });
      return embeddings.data as Float32Array;
    });
    const own = await describeRegions(createAlphaClip(describer), picture, regions, texts);
    const read = await describeRegions(embedder, picture, regions, texts);
    for (const [i, ranking] of own.entries())
      for (const { description, score } of ranking)
        expect(read[i].find((each) => each.description === description)?.score).toBeCloseTo(score, 5); // prettier-ignore
    await expect(embedder.embedTexts(["another"])).rejects.toThrow(
      'expected one of the 3 descriptions of the file, got "another"',
    );
    await session.release();
  });

  test("a file whose descriptions are none, too many or of other lengths is refused", async () => {
    const file = join(folder, "describer.onnx");
    const bytes = await readFile(file);
    const saying = async (text: string) =>
      openDescriber(await withMetadata(bytes, { [DESCRIPTIONS_KEY]: text }));
    const zeros = Buffer.alloc(4 * 6).toString("base64");
    await expect(saying('{"descriptions":[],"embeddings":""}')).rejects.toThrow(RangeError);
    await expect(saying(`{"descriptions":["a","b"],"embeddings":"${zeros}"}`)).rejects.toThrow(
      "expected 2 x 6 numbers of embeddings, got 6",
    );
    await expect(saying(`{"descriptions":["a"],"embeddings":"${zeros}"}`)).rejects.toThrow(
      'expected embeddings of length 1, got another of "a"',
    );
    await expect(saying("no JSON")).rejects.toThrow(RangeError);
  });

  test("another ONNX model is no describer", async () => {
    const graph = { nodes: [], initializers: [], inputs: [], outputs: [], opsets: { "": 17 } };
    await expect(openDescriber(encodeModel(graph))).rejects.toThrow(RangeError);
  });
});
