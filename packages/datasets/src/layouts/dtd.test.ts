import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realData } from "../../test/realData.ts";
import { imageTree, tree } from "../../test/tree.ts";
import { checkDataset } from "../checkDataset.ts";
import { loadDataset } from "../loadDataset.ts";
import { readImage } from "../readImage.ts";
import { dtd, dtdLayout } from "./dtd.ts";

const px = { height: 4, width: 4 };
const published = {
  "images/banded/banded_0002.jpg": px,
  "images/banded/banded_0004.jpg": px,
  "images/banded/.directory": "",
  "images/woven/woven_0001.jpg": px,
  "labels/train1.txt": "banded/banded_0002.jpg\n",
  "labels/val1.txt": "woven/woven_0001.jpg\n",
  "labels/test1.txt": "banded/banded_0004.jpg\n",
  "labels/train10.txt": "woven/woven_0001.jpg\r\nbanded/banded_0004.jpg\r\n",
  "labels/val10.txt": "",
  "labels/test10.txt": "\n",
  "labels/labels_joint_anno.txt": "banded/banded_0002.jpg banded woven\n",
  "imdb/imdb.mat": "",
};

describe("dtd", () => {
  test("reads the classes and a partition as published", async () => {
    const manifest = await dtd(await tree(published));
    expect(manifest.categories).toEqual(["banded", "woven"]);
    expect([manifest.splits, manifest.defectTypes, manifest.warnings]).toEqual([
      "published",
      [],
      undefined,
    ]);
    const plain = { label: 0, defectTypes: [], mask: null };
    expect(manifest.samples).toEqual([
      {
        ...plain,
        id: "banded/banded_0002",
        category: "banded",
        split: "train",
        image: "images/banded/banded_0002.jpg",
      },
      {
        ...plain,
        id: "banded/banded_0004",
        category: "banded",
        split: "test",
        image: "images/banded/banded_0004.jpg",
      },
      {
        ...plain,
        id: "woven/woven_0001",
        category: "woven",
        split: "validation",
        image: "images/woven/woven_0001.jpg",
      },
    ]);
    expect((await checkDataset(manifest)).problems).toEqual([]);
  });

  test("is recognised by images named as their class and four digits", async () => {
    const detects = async (path: string) => dtdLayout.detect(await imageTree(path));
    expect(await detects("images/b/b_0002.jpg")).toBe(true);
    expect(await detects("dtd/images/b/b_0002.JPG")).toBe(true);
    expect(await detects("images/b/b_2.jpg")).toBe(false);
    expect(await detects("images/b/c_0002.jpg")).toBe(false);
  });

  test("takes another partition and says what it leaves out", async () => {
    const manifest = await dtd(await tree(published), { partition: 10 });
    expect(manifest.samples.map(({ id, split }) => [id, split])).toEqual([
      ["banded/banded_0004", "train"],
      ["woven/woven_0001", "train"],
    ]);
    expect(manifest.warnings).toEqual(["dtd: 1 images are not named in partition 10 and left out"]);
  });

  test("finds the set in the folder that its archive makes", async () => {
    const root = await imageTree("dtd/images/woven/woven_0001.jpg");
    const manifest = await loadDataset(root);
    expect([manifest.layout, manifest.root]).toEqual(["dtd", join(root, "dtd")]);
    expect([manifest.name, manifest.splits]).toEqual(["dtd", "none"]);
    await readImage(join(manifest.root, manifest.samples[0].image));
  });

  test.each([
    { of: "no images", files: { "labels/train1.txt": "" }, message: "expected images/<class>" },
    {
      of: "a partition without a file",
      files: { ...published, "labels/train2.txt": "" },
      partition: 2,
      message: "expected a list of images at ",
    },
    {
      of: "an image that is not there",
      files: { ...published, "labels/val1.txt": "woven/woven_0003.jpg" },
      message: "expected the image woven/woven_0003.jpg of ",
    },
    {
      of: "an image on two sides",
      files: { ...published, "labels/val1.txt": "banded/banded_0002.jpg" },
      message: "expected banded/banded_0002.jpg once in partition 1, got it again in ",
    },
    ...[0, 11, 1.5].map((partition) => ({
      of: `partition ${partition}`,
      files: { ...published, [`labels/train${partition}.txt`]: "" },
      partition,
      message: `expected a partition from 1 to 10, got ${partition}`,
    })),
  ])("refuses $of", async ({ files, partition, message }) => {
    await expect(dtd(await tree(files), { partition })).rejects.toThrow(`dtd: ${message}`);
  });

  const real = realData("dtd");
  test.skipIf(real.absent)(
    "reads the real images of ten classes (needs DTD's images)",
    async () => {
      const manifest = await loadDataset(real.path);
      expect([manifest.layout, manifest.splits]).toEqual(["dtd", "none"]);
      expect(manifest.categories).toHaveLength(10);
      expect(manifest.samples).toHaveLength(50);
      const { rows, problems } = await checkDataset(manifest);
      expect(problems).toEqual([]);
      expect(rows.map(({ type, images }) => [type, images])).toEqual(Array(10).fill(["normal", 5]));
    },
  );
});
