import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Split } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { listen } from "../test/listen.ts";
import { temporaryFolder, tinyConfig, tinySet } from "../test/tinyRun.ts";
import { keepDataset, openDataset, reopenDataset } from "./openDataset.ts";

const { told: notes } = listen("warn");

const options = { config: tinyConfig(), seed: 1 };

/** Files of these names, which say all that a data set is split by. */
async function folderOf(counts: Record<string, number>): Promise<string> {
  const root = await temporaryFolder();
  for (const [folder, count] of Object.entries(counts)) {
    await mkdir(join(root, folder), { recursive: true });
    for (let i = 0; i < count; i++) await writeFile(join(root, folder, `${i}.png`), "");
  }
  return root;
}

async function sidesOf(root: string) {
  const { samples } = await openDataset(root, options);
  const of = (side: Split) => samples.filter(({ split }) => split === side);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}

describe("openDataset", () => {
  test("splits a plain folder, each type on each side", async () => {
    const { train, validation, test } = await sidesOf(await folderOf({ good: 10, scratch: 10 }));
    for (const side of [train, validation, test])
      expect(new Set(side.map(({ label }) => label))).toEqual(new Set([0, 1]));
    expect([train.length, validation.length, test.length]).toEqual([12, 4, 4]);
  });

  test("holds out training images for validation and leaves a published test side alone", async () => {
    const root = await folderOf({
      "train/good": 8,
      "train/hole": 8,
      "test/hole": 3,
      "test/good": 2,
    });
    const { train, validation, test } = await sidesOf(root);
    expect([train.length, validation.length, test.length]).toEqual([12, 4, 5]);
    expect(test.every(({ image }) => image.startsWith("test/"))).toBe(true);
    expect(validation.every(({ image }) => image.startsWith("train/"))).toBe(true);
    expect(notes.join()).toContain("has no validation images");
  });

  test("splits anew, and says so, where the training side has no defects", async () => {
    const root = await folderOf({ "train/good": 8, "test/hole": 10, "test/good": 2 });
    const { train } = await sidesOf(root);
    expect(train.map(({ defectTypes }) => defectTypes[0])).toContain("hole");
    expect(notes.join()).toContain("has no defects to train on: all its images are split anew");
  });

  test("refuses a folder that is not there, an empty one, and an empty class", async () => {
    await expect(openDataset("/no/such", options)).rejects.toThrow(
      "expected a folder, got /no/such",
    );
    const empty = await temporaryFolder();
    await expect(openDataset(empty, options)).rejects.toThrow(`got ${empty} with nothing in it`);
    const root = await folderOf({ good: 3, scratch: 0 });
    await expect(openDataset(root, options)).rejects.toThrow(
      `expected images in ${join(root, "scratch")}, got none; remove the folder or fill it`,
    );
  });
});

describe("reopenDataset", () => {
  test("has the sides of the run, and the images where they are now", async () => {
    const root = await folderOf({ good: 10, scratch: 10 });
    const out = await temporaryFolder();
    const first = await openDataset(root, options);
    await keepDataset(out, first);
    const moved = join(await temporaryFolder(), "moved");
    await cp(root, moved, { recursive: true });
    const again = await reopenDataset(moved, out);
    expect(again.root).toBe(moved);
    expect(again.samples).toEqual(
      first.samples.map((sample) => JSON.parse(JSON.stringify(sample))),
    );
    expect(notes.join()).not.toContain("changed");
  });

  test("says so where files have changed, and refuses another data set", async () => {
    const [root, out] = [await temporaryFolder(), await temporaryFolder()];
    const manifest = await tinySet(root);
    await keepDataset(out, manifest);
    const [{ image }] = manifest.samples;
    await writeFile(join(root, image), "changed");
    await reopenDataset(root, out);
    expect(notes.join()).toContain("have changed since the run began");
    const other = await folderOf({ good: 1, scratch: 1 });
    await expect(reopenDataset(other, out)).rejects.toThrow(
      new RegExp(`in ${other}, got 95 of 95 missing, the first ${dirname(image)}`),
    );
  });
});
