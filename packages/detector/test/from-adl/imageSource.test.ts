import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImage } from "@flawlens/datasets";
import { contaminationNoise, randomStream } from "@flawlens/sampling";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplesSource } from "./imageSource.ts";
import { throughJpeg } from "./throughJpeg.ts";

const size = { height: 32, width: 32 };
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-adl-source-"));
  const random = randomStream(2);
  const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i % 96) + 100 * random());
  await sharp(data, { raw: { ...size, channels: 3 } })
    .png()
    .toFile(join(root, "a.png"));
});
afterAll(() => rm(root, { recursive: true }));

const samples = [
  { id: "a", image: "a.png", mask: null },
  { id: "a#contaminant0", image: "a.png", mask: null, noise: { sigma: 2, seed: 7 } },
];
const distance = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

describe("samplesSource", () => {
  test("gives what contaminates its noise, then JPEG of quality 95, as the released protocol", async () => {
    const clean = await readImage(join(root, "a.png"), size);
    const noisy = contaminationNoise(clean, { sigma: 2, random: randomStream(7) });
    const source = samplesSource({ root }, samples, { size });
    expect((await source.read(0)).data).toEqual(clean.data);
    expect((await source.read(1)).data).toEqual((await throughJpeg(noisy)).data);
    const plain = samplesSource({ root }, samples, { size, contaminantQuality: null });
    expect((await plain.read(1)).data).toEqual(noisy.data);
  });

  test("a lower quality loses more", async () => {
    const clean = await readImage(join(root, "a.png"), size);
    const lost = async (quality: number) =>
      distance((await throughJpeg(clean, quality)).data, clean.data);
    const [much, little] = [await lost(20), await lost(100)];
    expect(little).toBeGreaterThan(0);
    expect(much).toBeGreaterThan(little + 2);
    expect((await throughJpeg(clean)).data).not.toBeInstanceOf(Buffer);
  });
});
