import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImage, readSampleMask, synthesize } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
import { contaminationNoise, randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplesSource } from "./samplesSource.ts";
import { throughJpeg } from "./throughJpeg.ts";

let root: string;
let manifest: Manifest;
const size = { height: 16, width: 24 };
const few = { normal: 1, anomalous: 1 };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-source-"));
  manifest = await synthesize(root, { seed: 1, size: 32, train: few, validation: few, test: few });
});
afterAll(() => rm(root, { recursive: true }));

describe("samplesSource", () => {
  test("gives samples as images and masks of the size asked for", async () => {
    const train = manifest.samples.filter(({ split }) => split === "train");
    const source = samplesSource(manifest, train, { size });
    expect(source.samples).toBe(train);
    for (const [i, { image }] of train.entries())
      expect((await source.read(i)).data).toEqual((await readImage(join(root, image), size)).data);
    const found = await Promise.all(train.map((_, i) => source.readMask(i)));
    expect(found.map((mask) => mask === null)).toEqual(train.map(({ mask }) => mask === null));
    const masks = found.filter((mask) => mask !== null);
    expect(masks.length).toBeGreaterThan(0);
    for (const { data, ...is } of masks) expect([is, data.length]).toEqual([size, 16 * 24]);
  });

  test("puts images and masks whole into the size, whose borders they keep", async () => {
    const anomalous = manifest.samples.filter(({ mask }) => mask !== null).slice(0, 1);
    const framing = { mode: "letterbox" } as const;
    const source = samplesSource(manifest, anomalous, { size, framing });
    // 32 x 32 px in 16 x 24: 16 x 16, with four columns on either side.
    const inside = await readImage(join(root, anomalous[0].image), { height: 16, width: 16 });
    const mask = (await readSampleMask(manifest, anomalous[0], { height: 16, width: 16 }))!;
    const [image, framed] = [await source.read(0), (await source.readMask(0))!];
    expect(image).toMatchObject({ ...size, original: { height: 32, width: 32 } });
    for (let y = 0; y < 16; y++)
      for (let x = 0; x < 24; x++) {
        const from = y * 16 + Math.min(Math.max(x - 4, 0), 15);
        expect(image.data[(y * 24 + x) * 3]).toBe(inside.data[from * 3]);
        expect(framed.data[y * 24 + x]).toBe(x >= 4 && x < 20 ? mask.data[from] : 0);
      }
  });

  test("keeps what fits and reads the rest again", async () => {
    const source = samplesSource(manifest, manifest.samples, { size, keepBytes: 16 * 24 * 3 });
    expect(await source.read(0)).toBe(await source.read(0));
    const [once, again] = [await source.read(1), await source.read(1)];
    expect(once).not.toBe(again);
    expect(once).toEqual(again);
  });

  test("names a file that cannot be read, and tries again when asked again", async () => {
    const file = join(root, "late.png");
    const samples = [{ ...manifest.samples[0], image: "late.png" }];
    const source = samplesSource(manifest, samples, { size });
    await expect(source.read(0)).rejects.toThrow("late.png");
    await writeFile(file, "not an image");
    await expect(source.read(0)).rejects.toThrow("late.png");
  });

  test("puts contaminants through their noise, then JPEG of quality 95, as the released protocol", async () => {
    const [clean] = manifest.samples;
    const planted = { ...clean, id: "planted", noise: { sigma: 2, seed: 7 } };
    const image = await readImage(join(root, clean.image), size);
    const noisy = contaminationNoise(image, { sigma: 2, random: randomStream(7) });
    const source = samplesSource(manifest, [clean, planted], { size });
    expect((await source.read(0)).data).toEqual(image.data);
    expect((await source.read(1)).data).toEqual((await throughJpeg(noisy, 95)).data);
    const plain = samplesSource(manifest, [clean, planted], { size, contaminantQuality: null });
    expect((await plain.read(1)).data).toEqual(noisy.data);
  });
});
