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
    expect(manifest.samples.map(({ mask }) => mask)).toEqual(["anno/crack/a.png", null, "anno/good/c.png"]); // prettier-ignore
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

  test("takes folders for documents, previews and other masks for no class", async () => {
    const root = await imageTree(
      "good/1.png",
      "crack/1.png",
      "Docs/figure.png",
      "anomaly_masks/crack/1.png",
    );
    const { samples, defectTypes, leftOut } = await folder(root);
    expect(defectTypes).toEqual(["crack"]);
    expect(samples[0].mask).toBe("anomaly_masks/crack/1.png");
    expect(leftOut?.map(({ path }) => path)).toEqual(["Docs"]);
  });

  test("finds the masks of normal images too, and takes none of them for orphans", async () => {
    const root = await imageTree("good/a.jpg", "good/a_mask.png", "masks/good/a.png", "x/b.jpg");
    const manifest = await folder(root);
    expect(manifest.samples.map(({ mask }) => mask)).toEqual(["good/a_mask.png", null]);
    expect((await checkDataset(manifest)).leftOut).toEqual([]);
  });

  test("gives masks directly in masks/ to anomalous images before normal ones", async () => {
    const root = await imageTree(
      "normal/1.png",
      "normal/2.png",
      "abnormal/1.png",
      "masks/1.png",
      "masks/2.png",
    );
    const { samples } = await folder(root);
    expect(samples.map(({ id, mask }) => [id, mask])).toEqual([
      ["abnormal/1", "masks/1.png"],
      ["normal/1", null],
      ["normal/2", "masks/2.png"],
    ]);
  });

  test.each([
    "_mask",
    "_Mask",
    "_MASK",
    "_masks",
    "_seg",
    "_groundtruth",
    "_GT",
    ".mask",
    "-label",
  ])("takes files named like an image with %s as its masks, not as images", async (suffix) => {
    const root = await imageTree(
      "good/1.png",
      "crack/1.png",
      `crack/1${suffix}.png`,
      "crack/2.png",
      `crack/2${suffix}.png`,
      `crack/9${suffix}.png`,
    );
    const { samples, leftOut } = await folder(root);
    expect(samples.map(({ id, mask }) => [id, mask])).toEqual([
      ["crack/1", `crack/1${suffix}.png`],
      ["crack/2", `crack/2${suffix}.png`],
      ["good/1", null],
    ]);
    expect(leftOut).toEqual([
      { path: `crack/9${suffix}.png`, reason: "a mask whose image is not there" },
    ]);
  });

  test("says which images may be masks in a form that it does not know", async () => {
    const root = await imageTree("good/1.png", "x/1.png", "x/1_binaer.png", "x/2.png", "x/2_binaer.png"); // prettier-ignore
    const { samples, warnings } = await folder(root);
    expect(samples).toHaveLength(5);
    expect(warnings).toContain(
      'folder: in x: 2 of 4 images are named like the others with "_binaer" in addition, such as 1_binaer.png; if they are masks, name them with "_mask" instead',
    );
  });

  test("takes a folder crack_mask beside crack as its masks", async () => {
    const root = await imageTree(
      "good/1.png",
      "crack/1.png",
      "Crack_Mask/1.png",
      "good_mask/1.png",
    );
    const { samples, defectTypes, besides } = await folder(root);
    expect(defectTypes).toEqual(["crack"]);
    expect(samples.map(({ image, mask }) => [image, mask])).toEqual([
      ["crack/1.png", "Crack_Mask/1.png"],
      ["good/1.png", "good_mask/1.png"],
    ]);
    expect(besides).toEqual(["good_mask"]);
  });

  test("takes masks that lie directly in masks/, where they fit one class of defects alone", async () => {
    const one = await folder(await imageTree("normal/0.png", "abnormal/0.png", "masks/0.png"));
    expect(one.samples.map(({ id, mask }) => [id, mask])).toEqual([
      ["abnormal/0", "masks/0.png"],
      ["normal/0", null],
    ]);
    const two = await folder(await imageTree("good/1.png", "a/0.png", "b/0.png", "Masks/0.png"));
    expect(two.samples.every(({ mask }) => mask === null)).toBe(true);
    expect(two.warnings).toContain(
      "folder: 1 masks fit several images by their name and are not used, such as Masks/0.png for a/0.png and b/0.png; move them into folders of the classes' names, such as Masks/a",
    );
  });

  test("pairs names whose accents are written in two ways", async () => {
    const root = await imageTree(
      "gut/1.png",
      "fl\u00e4che/\u00e4.png",
      "masks/fla\u0308che/a\u0308.png",
    );
    const { samples, defectTypes } = await folder(root, { normal: "gut" });
    expect(defectTypes).toEqual(["fl\u00e4che"]);
    expect(samples[0].mask).toBe("masks/fla\u0308che/a\u0308.png");
  });

  test("leaves out a folder without images, and what systems leave about", async () => {
    const root = await tree({
      "good/a.png": { height: 4, width: 4 },
      "good/@eaDir/a.png": { height: 4, width: 4 },
      "@eaDir/thumb.jpg": { height: 4, width: 4 },
      "__MACOSX/good/a.png": { height: 4, width: 4 },
      "docs/notes.txt": "",
      "crack/1.HEIC": "",
      "crack/2.heic": "",
    });
    const { samples, defectTypes, leftOut, warnings } = await folder(root);
    expect([samples.length, defectTypes]).toEqual([1, []]);
    expect(leftOut).toEqual([
      { path: "docs", reason: expect.stringContaining("documents or previews") },
      { path: "crack", reason: "no images that are read here" },
    ]);
    expect(warnings).toContain(
      "folder: in crack: .heic is not read (2 files, such as 1.HEIC); convert these images to PNG or JPEG",
    );
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "reads the type %s like any other",
    async (type) => {
      const root = await imageTree("good/1.png", `${type}/1.png`, `${type}/${type}.png`, `masks/${type}/1.png`); // prettier-ignore
      const { samples, defectTypes } = await folder(root);
      expect(defectTypes).toEqual([type]);
      const found = samples.filter(({ label }) => label === 1);
      expect(found.map(({ defectTypes, mask }) => [defectTypes, mask])).toEqual([
        [[type], `masks/${type}/1.png`],
        [[type], null],
      ]);
    },
  );

  test("says where images lie too deep, by the names of three folders", async () => {
    const deeper = (...names: string[]) => imageTree(...names.map((name) => `crack/${name}/a.jpg`));
    await expect(folder(await deeper("a", "b", "c"))).rejects.toThrow("folders (a, b, c); move");
    await expect(folder(await deeper("a", "b", "c", "d"))).rejects.toThrow("(a, b, c, ...); move");
    const deep = await imageTree("crack/monday/a.jpg");
    await expect(folder(deep)).rejects.toThrow(
      `folder: expected ${deep} to hold a folder of images for each class (good, scratch, ...), got crack with no images, but folders (monday); move their images up, or list them in a .csv file`,
    );
  });

  test("refuses a folder without any image, two images of one name, no class at all", async () => {
    const empty = await tree({ "crack/notes.txt": "" });
    await expect(folder(empty)).rejects.toThrow(
      `folder: expected ${empty} to hold a folder of images for each class (good, scratch, ...), got crack with no images that are read here`,
    );
    const twice = await imageTree("crack/a.jpg", "crack/a.png");
    await expect(folder(twice)).rejects.toThrow(
      `expected one image named a in ${twice}/crack, got a.jpg and a.png; a mask beside its image is named a_mask.png`,
    );
    const bare = await imageTree("a.png");
    await expect(folder(bare)).rejects.toThrow("got no folder");
  });
});
