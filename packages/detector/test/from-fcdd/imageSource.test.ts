import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manifestSource } from "./imageSource.ts";

let root: string;
let manifest: Manifest;
const size = { height: 16, width: 24 };
const few = { normal: 1, anomalous: 1 };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "flawlens-fcdd-"));
  manifest = await synthesize(root, { seed: 1, size: 32, train: few, validation: few, test: few });
});
afterAll(() => rm(root, { recursive: true }));

describe("manifestSource", () => {
  test("has the images of one split, of the size asked for", async () => {
    const source = manifestSource(manifest, { split: "train", size });
    const expected = manifest.samples.filter(({ split }) => split === "train");
    expect(source.samples.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(await source.read(0)).toMatchObject({ height: 16, width: 24, channels: 3 });
  });

  test("keeps what fits and reads the rest again", async () => {
    const source = manifestSource(manifest, { size, keepBytes: 16 * 24 * 3 });
    expect(await source.read(0)).toBe(await source.read(0));
    const [once, again] = [await source.read(1), await source.read(1)];
    expect(once).not.toBe(again);
    expect(once).toEqual(again);
  });

  test("names a file that cannot be read, and tries again when asked again", async () => {
    const file = join(root, "late.png");
    const samples = [{ ...manifest.samples[0], image: "late.png" }];
    const source = manifestSource({ ...manifest, samples }, { size });
    await expect(source.read(0)).rejects.toThrow("late.png");
    await writeFile(file, "not an image");
    await expect(source.read(0)).rejects.toThrow("late.png");
  });

  test("refuses a split without images", () => {
    const training = manifest.samples.filter(({ split }) => split === "train");
    expect(() =>
      manifestSource({ ...manifest, samples: training }, { split: "test", size }),
    ).toThrow("expected images in split test of");
  });
});
