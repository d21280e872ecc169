import { describe, expect, test } from "vitest";
import { imageTree, tree } from "../../test/tree.ts";
import { checkDataset } from "../checkDataset.ts";
import { folder } from "./folder.ts";

describe("folder", () => {
  test("takes good, normal and ok as normal and every other folder as a defect type", async () => {
    const root = await imageTree("OK/a.png", "good/b.jpg", "crack/c.png", "big dent/d.tiff");
    const manifest = await folder(root);
    expect(manifest.defectTypes).toEqual(["big dent", "crack"]);
    expect(manifest.splits).toBe("none");
    expect(manifest.samples.map(({ id, label, defectTypes }) => [id, label, defectTypes])).toEqual([
      ["OK/a", 0, []],
      ["big dent/d", 1, ["big dent"]],
      ["crack/c", 1, ["crack"]],
      ["good/b", 0, []],
    ]);
    expect(manifest.warnings).toEqual([
      "folder: 2 anomalous images have no mask, the first big dent/d.tiff",
    ]);
  });

  test.each([
    { where: "crack/a_mask.png" },
    { where: "crack/masks/a.png" },
    { where: "crack/ground_truth/a_mask.webp" },
    { where: "masks/crack/a.png" },
    { where: "ground_truth/crack/a_mask.png" },
    { where: "Ground Truth/Crack/A_GT.bmp" },
    { where: "gt/crack/a/1.png" },
  ])("finds a mask at $where", async ({ where }) => {
    const root = await imageTree("crack/a.jpg", "good/b.jpg", where);
    const { samples, defectTypes, warnings } = await folder(root);
    expect(samples.map(({ image, mask }) => [image, mask])).toEqual([
      ["crack/a.jpg", where],
      ["good/b.jpg", null],
    ]);
    expect(defectTypes).toEqual(["crack"]);
    expect(warnings).toBeUndefined();
  });

  test("says what it leaves alone, and that nothing is normal", async () => {
    const { warnings, samples } = await folder(
      await imageTree("crack/a.jpg", "crack/a_mask.png", "crack/old/b.jpg"),
    );
    expect(samples).toHaveLength(1);
    expect(warnings).toEqual([
      "folder: no image is normal: no folder is named good, normal or ok; name the folder of normal images with { normal }",
      "folder: left out: crack/old",
    ]);
  });

  test.each([{ normal: "gut" }, { normal: "GUT" }])(
    "takes the folder named $normal as normal, and no other name",
    async ({ normal }) => {
      const root = await imageTree("Gut/a.png", "good/b.png", "riss/c.png");
      const { samples, defectTypes } = await folder(root, { normal });
      expect(samples.map(({ id, label }) => [id, label])).toEqual([
        ["Gut/a", 0],
        ["good/b", 1],
        ["riss/c", 1],
      ]);
      expect(defectTypes).toEqual(["good", "riss"]);
      await expect(folder(root, { normal: "heil" })).rejects.toThrow(
        `folder: expected a folder "heil" of normal images in ${root}, got Gut, good, riss; give one of these names as { normal }`,
      );
    },
  );

  test.each([
    { masks: "anno", where: "anno/crack/a.png" },
    { masks: "anno", where: "anno/Crack/a_mask.png" },
    { masks: "anno", where: "anno/a_gt.tif" },
    { masks: "extra/anno", where: "extra/anno/crack/a/1.png" },
    { masks: "crack/anno", where: "crack/anno/a.png" },
    { masks: "masks", where: "masks/a.png" },
  ])("finds a mask at $where, in the named folder $masks", async ({ masks, where }) => {
    const root = await imageTree("crack/a.jpg", "good/b.jpg", where);
    const { samples, defectTypes, warnings } = await folder(root, { masks });
    expect(samples.map(({ image, mask }) => [image, mask])).toEqual([
      ["crack/a.jpg", where],
      ["good/b.jpg", null],
    ]);
    expect(defectTypes).toEqual(["crack"]);
    expect(warnings).toBeUndefined();
  });

  test("takes masks from the named folder alone, and knows those it leaves", async () => {
    const root = await imageTree(
      "crack/a.jpg",
      "crack/b.jpg",
      "good/c.jpg",
      "crack/a_mask.png",
      "masks/crack/b.png",
      "anno/crack/a.png",
      "anno/good/c.png",
    );
    const manifest = await folder(root, { masks: "anno" });
    expect(manifest.samples.map(({ mask }) => mask)).toEqual(["anno/crack/a.png", null, null]);
    expect((await checkDataset(manifest)).leftOut).toEqual([]);
  });

  test("refuses a named folder of masks that fits no image", async () => {
    const root = await imageTree("crack/a.jpg", "good/b.jpg", "anno/x.png");
    await expect(folder(root, { masks: "anno" })).rejects.toThrow(
      `folder: expected masks named like their images in ${root}/anno, got none that fits; the mask of crack/a.jpg may be anno/crack/a_mask.png or anno/a.png`,
    );
  });

  test("names images outside of the class folders", async () => {
    const { warnings, leftOut } = await folder(await imageTree("good/a.png", "b.png", "c.png"));
    expect(warnings).toEqual(["folder: left out: the images outside of any class folder"]);
    expect(leftOut).toEqual([
      { path: ".", reason: "an image outside of the class folders has no class" },
    ]);
  });

  test("does not take the masks of normal images for orphans", async () => {
    const root = await imageTree("good/a.jpg", "good/a_mask.png", "masks/good/a.png", "x/b.jpg");
    const manifest = await folder(root);
    expect(manifest.samples.map(({ mask }) => mask)).toEqual([null, null]);
    expect((await checkDataset(manifest)).leftOut).toEqual([]);
  });

  test("says where images lie too deep", async () => {
    const deep = await imageTree("crack/monday/a.jpg");
    await expect(folder(deep)).rejects.toThrow(
      `folder: expected images in ${deep}/crack, got folders (monday); move the images up into it, or list them in a .csv file for manifestFrom`,
    );
  });

  test("refuses an empty class, two images of one name, no class at all", async () => {
    const empty = await tree({ "crack/notes.txt": "" });
    await expect(folder(empty)).rejects.toThrow(
      `folder: expected images in ${empty}/crack, got none; remove the folder or fill it`,
    );
    const twice = await imageTree("crack/a.jpg", "crack/a.png");
    await expect(folder(twice)).rejects.toThrow(
      `expected one image named a in ${twice}/crack, got a.jpg and a.png; a mask beside its image is named a_mask.png`,
    );
    const bare = await imageTree("a.png");
    await expect(folder(bare)).rejects.toThrow("got no folder");
  });
});
