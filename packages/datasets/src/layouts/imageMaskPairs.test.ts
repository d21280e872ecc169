import { describe, expect, test } from "vitest";
import { realData } from "../../test/realData.ts";
import { imageTree, marks, photo, tree } from "../../test/tree.ts";
import { checkDataset } from "../checkDataset.ts";
import { loadDataset } from "../loadDataset.ts";
import { imageMaskPairs } from "./imageMaskPairs.ts";

describe("imageMaskPairs", () => {
  test("pairs images and masks by name: with a mask anomalous, without normal", async () => {
    const root = await imageTree("Images/a.bmp", "Images/b.JPG", "Masks/B_mask.png");
    const manifest = await loadDataset(root);
    expect(manifest.layout).toBe("image-mask-pairs");
    expect(
      manifest.samples.map(({ id, label, defectTypes, mask }) => [id, label, defectTypes, mask]),
    ).toEqual([
      ["a", 0, [], null],
      ["b", 1, ["anomaly"], "Masks/B_mask.png"],
    ]);
    expect(manifest.splits).toBe("none");
    expect(manifest.warnings).toEqual([
      "imageMaskPairs: 1 images whose mask marks a pixel are taken as anomalous, 1 without a mask as normal",
    ]);
  });

  test("takes an image whose mask marks nothing as normal", async () => {
    const files = [0, 1, 2, 3].flatMap((i) => [
      [`images/${i}.png`, photo(i)],
      [`masks/${i}.png`, marks(i % 2 === 0 ? 2 : 0)],
    ]);
    const { samples, origin, leftOut } = await imageMaskPairs(
      await tree({ ...Object.fromEntries(files), "docs/x.txt": "", "images/old/y.png": photo(9) }),
    );
    expect(samples.map(({ label }) => label)).toEqual([1, 0, 1, 0]);
    expect(samples[1]).toMatchObject({ mask: "masks/1.png", defectTypes: [] });
    expect(origin?.normal).toBe("images whose mask marks no pixel (masks were opened)");
    const reason = "neither the folder of the images nor that of the masks";
    expect(leftOut).toEqual([
      { path: "docs", reason },
      { path: "images/old", reason },
    ]);
  });

  test("reads types from names where they are like that", async () => {
    const names = ["Pa_1", "Pa_2", "In 1", "In 2"];
    const both = (...stems: string[]) =>
      imageTree(...stems.flatMap((stem) => [`img/${stem}.png`, `gt/${stem}.png`]));
    const { defectTypes, warnings } = await imageMaskPairs(await both(...names));
    expect(defectTypes).toEqual(["In", "Pa"]);
    expect(warnings?.join()).toContain("types are read from the images' names: In, Pa");
    for (const others of [
      ["IMG_1", "IMG_2"], // one word
      ["Pa_1", "Pa_2", "In_1"], // a word of one image
      ["Pa_1", "Pa_2", "7", "8"], // no word
    ])
      expect((await imageMaskPairs(await both(...others))).defectTypes).toEqual(["anomaly"]);
  });

  test("reads the pairs of every split", async () => {
    const root = await imageTree(
      "train/images/1.png",
      "test/images/1.png",
      "test/images/2.png",
      "test/labels/2.png",
      "train/labels/0.png",
    );
    const { samples, splits } = await loadDataset(root);
    expect(samples.map(({ id, split, label }) => [id, split, label])).toEqual([
      ["test/1", "test", 0],
      ["test/2", "test", 1],
      ["train/1", "train", 0],
    ]);
    expect(splits).toBe("published");
  });

  test("pairs images with the masks of the named folder, and no other", async () => {
    const root = await imageTree("images/a.png", "images/b.png", "masks/a.png", "anno/b.png");
    const manifest = await loadDataset(root, { masks: "anno" });
    expect(manifest.layout).toBe("image-mask-pairs");
    expect(manifest.samples.map(({ label, mask }) => [label, mask])).toEqual([
      [0, null],
      [1, "anno/b.png"],
    ]);
  });

  test("refuses two images of one name, masks that fit nothing, other folders", async () => {
    const twice = await imageTree("images/a.png", "images/a.jpg", "masks/a.png");
    await expect(imageMaskPairs(twice)).rejects.toThrow("expected one image named a in");
    const apart = await imageTree("images/a.png", "masks/b.png");
    await expect(imageMaskPairs(apart)).rejects.toThrow(
      `imageMaskPairs: expected masks named like their images (a.png or a_mask.png for a.jpg) in ${apart}/masks, got none that fits`,
    );
    await expect(imageMaskPairs(await imageTree("good/a.png"))).rejects.toThrow(
      "expected a folder of images and one of masks",
    );
  });

  const steel = realData("sd-saliency-900");
  test.skipIf(steel.absent)(
    "reads SD-saliency-900: three types, every mask of its size",
    async () => {
      const manifest = await loadDataset(steel.path);
      expect(manifest.defectTypes).toEqual(["In", "Pa", "Sc"]);
      const { rows, problems } = await checkDataset(manifest);
      expect(
        rows.map(({ type, images, masks, emptyMasks }) => [type, images, masks, emptyMasks]),
      ).toEqual([
        ["In", 50, 50, 0],
        ["Pa", 50, 50, 0],
        ["Sc", 50, 50, 0],
      ]);
      expect(problems).toEqual([]);
    },
  );
});
