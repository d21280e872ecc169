import "../../test/cpu.ts";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { tinyClipFiles } from "../../test/tinyClipFiles.ts";
import { describerConfig } from "./describerConfig.ts";
import { describerTowers } from "./describerTowers.ts";

vi.mock("./_clips.ts", async () => {
  const { tinyClip } = await import("../../test/tiny.ts");
  return { clips: { "ViT-B/16": { config: tinyClip, checkpoint: "clip-vit-b-16.openai" } } };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "describer-towers-"));
});
afterAll(() => rm(folder, { recursive: true }));

const configOf = (image: object) => describerConfig.parse({ image, epochs: 1 });
const learning = ({ spec }: { spec: { name: string; trainable: boolean }[] }) =>
  spec.filter(({ trainable }) => trainable).map(({ name }) => name);

describe("describerTowers", () => {
  test("of a small network both learn whole, and the text network knows the words given", async () => {
    const config = configOf({ network: "small", widths: [[4], [8]], size: 32, embedding: 8 });
    const { image, text } = await describerTowers(config, ["hole in wood"]);
    expect([image.imageSize, image.embedding, text.embedding]).toEqual([32, 8, 8]);
    expect(learning(image)).toContain(image.alphaWeight);
    expect(learning(text)).toHaveLength(text.spec.length);
    const { ids } = text.tokenize(["hole in wood", "hole in steel"]);
    const [known, unknown] = [ids.subarray(0, ids.length / 2), ids.subarray(ids.length / 2)];
    expect(known[1]).toBe(unknown[1]); // hole
    expect(known[3]).not.toBe(unknown[3]); // wood, and a word that is not known
  });

  test("of EfficientNet-Lite0 the named weights learn, the branch for the mask and the head", async () => {
    const trainable = ["blocks.6.*"];
    const config = configOf({ network: "efficientnet-lite0", size: 64, trainable });
    const { image } = await describerTowers(config, ["hole in wood"]);
    const own = learning(image);
    expect(own).toContain(image.alphaWeight);
    expect(own).toContain("head.proj.weight");
    expect(own.some((name) => name.startsWith("blocks.6."))).toBe(true);
    expect(own.some((name) => name.startsWith("blocks.5."))).toBe(false);
  });

  test("of a CLIP adapters and the branch for the mask learn, its texts by the merges of a file", async () => {
    const merges = join(folder, "merges.txt");
    await writeFile(merges, (await tinyClipFiles()).merges);
    const config = configOf({ network: "clip", model: "ViT-B/16", rank: 2 });
    const { image, text } = await describerTowers(config, [], { merges });
    const own = learning(image);
    expect(own).toContain(image.alphaWeight);
    expect(own.every((name) => name === image.alphaWeight || /lora_[AB]$/.test(name))).toBe(true);
    expect(image.spec.find(({ name }) => name.endsWith("out_proj.lora_A"))?.shape).toContain(2);
    expect(learning(text)).toEqual([]);
    expect(text.tokenize(["inn"]).shape).toEqual([1, 4]); // start, "in" by its merge, "n", end
  });
});
