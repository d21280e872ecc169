import { describe, expect, test } from "vitest";
import { realData } from "../../test/realData.ts";
import { imageTree, tree } from "../../test/tree.ts";
import { readSample } from "../readSample.ts";
import { checkDataset } from "../checkDataset.ts";
import { mvtecAd } from "./mvtecAd.ts";

describe("mvtecAd", () => {
  test("reads a root of categories, leaving other folders alone", async () => {
    const root = await imageTree(
      "nut/train/good/000.png",
      "nut/test/good/000.png",
      "nut/test/bent/000.png",
      "nut/ground_truth/bent/000_mask.png",
      "pill/test/crack/007.png",
      "extra/readme.png",
    );
    const manifest = await mvtecAd(root);
    expect(manifest.categories).toEqual(["nut", "pill"]);
    expect(manifest.defectTypes).toEqual(["bent", "crack"]);
    expect(manifest.splits).toBe("published");
    expect(manifest.samples).toEqual([
      {
        id: "nut/train/good/000",
        category: "nut",
        split: "train",
        label: 0,
        defectTypes: [],
        image: "nut/train/good/000.png",
        mask: null,
      },
      {
        id: "nut/test/bent/000",
        category: "nut",
        split: "test",
        label: 1,
        defectTypes: ["bent"],
        image: "nut/test/bent/000.png",
        mask: "nut/ground_truth/bent/000_mask.png",
      },
      expect.objectContaining({ id: "nut/test/good/000", label: 0 }),
      expect.objectContaining({ id: "pill/test/crack/007", mask: null }),
    ]);
    expect(manifest.warnings).toEqual([
      "mvtecAd: 1 anomalous images have no mask, the first pill/test/crack/007.png",
      "mvtecAd: left out: extra",
    ]);
  });

  test("reads one category's folder, masks named as their images, other extensions", async () => {
    const root = await imageTree(
      "nut/train/ok/a.JPG",
      "nut/test/dent/b.jpeg",
      "nut/ground_truth/dent/b.png",
      "nut/validation/normal/c.webp",
      "nut/.cache/x.png",
      "nut/test/dent/.hidden.png",
    );
    const { samples, categories } = await mvtecAd(`${root}/nut`);
    expect(categories).toEqual(["nut"]);
    expect(samples.map(({ split, label, image, mask }) => [split, label, image, mask])).toEqual([
      ["train", 0, "train/ok/a.JPG", null],
      ["validation", 0, "validation/normal/c.webp", null],
      ["test", 1, "test/dent/b.jpeg", "ground_truth/dent/b.png"],
    ]);
  });

  test("reads names in any case, and masks under any usual name", async () => {
    const root = await imageTree(
      "Train/Good/a.PNG",
      "val/Nominal/b.tif",
      "Test/OK/c.bmp",
      "Test/Crack/d.BMP",
      "Ground Truth/crack/d_GT.PNG",
      "Test/dent/e.jpg",
      "masks/dent/E_label.png",
      "Test/scratch/f.jpg",
      "Test/scratch/f_mask.png",
    );
    const { samples, defectTypes, warnings } = await mvtecAd(root);
    expect(samples.map(({ split, label, image, mask }) => [split, label, image, mask])).toEqual([
      ["train", 0, "Train/Good/a.PNG", null],
      ["validation", 0, "val/Nominal/b.tif", null],
      ["test", 1, "Test/Crack/d.BMP", "Ground Truth/crack/d_GT.PNG"],
      ["test", 0, "Test/OK/c.bmp", null],
      ["test", 1, "Test/dent/e.jpg", "masks/dent/E_label.png"],
      ["test", 1, "Test/scratch/f.jpg", "Test/scratch/f_mask.png"],
    ]);
    expect(defectTypes).toEqual(["Crack", "dent", "scratch"]);
    expect(warnings).toBeUndefined();
  });

  test("reads MVTec LOCO's folders of masks, all masks of one image", async () => {
    const { samples, warnings, leftOut } = await mvtecAd(
      await imageTree(
        "box/train/good/000.png",
        "box/test/logical_anomalies/000.png",
        "box/test/logical_anomalies/001.png",
        "box/ground_truth/logical_anomalies/000/000.png",
        "box/ground_truth/logical_anomalies/001/000.png",
        "box/ground_truth/logical_anomalies/001/001.png",
      ),
    );
    const masks = "box/ground_truth/logical_anomalies";
    expect(samples.map(({ mask, moreMasks }) => [mask, moreMasks])).toEqual([
      [null, undefined],
      [`${masks}/000/000.png`, undefined],
      [`${masks}/001/000.png`, [`${masks}/001/001.png`]],
    ]);
    expect([warnings, leftOut]).toEqual([undefined, undefined]);
  });

  test("reads MVTec 3D-AD's photographs, without orphans", async () => {
    const root = await imageTree(
      "bagel/train/good/rgb/000.png",
      "bagel/train/good/xyz/000.tiff",
      "bagel/test/hole/rgb/000.png",
      "bagel/test/hole/gt/000.png",
      "bagel/test/hole/xyz/000.tiff",
      "bagel/test/good/rgb/001.png",
      "bagel/test/good/gt/001.png",
    );
    const manifest = await mvtecAd(root);
    expect(manifest.samples.map(({ id, image, mask }) => [id, image, mask])).toEqual([
      ["bagel/train/good/000", "bagel/train/good/rgb/000.png", null],
      ["bagel/test/good/001", "bagel/test/good/rgb/001.png", "bagel/test/good/gt/001.png"],
      ["bagel/test/hole/000", "bagel/test/hole/rgb/000.png", "bagel/test/hole/gt/000.png"],
    ]);
    expect((await checkDataset(manifest)).leftOut).toEqual([]);
  });

  test.each(["nut/ground_truth/test/crack/0.png", "Ground_Truth/Nut/crack/0_mask.png"])(
    "finds the mask %s",
    async (mask) => {
      const root = await imageTree("nut/train/good/0.png", "nut/test/crack/0.png", mask);
      const { samples, warnings } = await mvtecAd(root);
      expect([samples[1].mask, warnings]).toEqual([mask, undefined]);
    },
  );

  test("leaves out documents and previews beside the classes, and names them", async () => {
    const root = await imageTree(
      "nut/train/good/0.png",
      "nut/test/bad/0.png",
      "nut/test/docs/1.png",
    );
    const { defectTypes, leftOut } = await mvtecAd(root);
    expect(defectTypes).toEqual(["bad"]);
    expect(leftOut?.map(({ path }) => path)).toEqual(["nut/test/docs"]);
  });

  test("gives a mask that two normal images share by their name to neither", async () => {
    const root = await imageTree(
      "nut/train/good/000.png",
      "nut/test/good/000.png",
      "nut/test/good/001.png",
      "nut/ground_truth/good/000_mask.png",
      "nut/ground_truth/good/001_mask.png",
    );
    const manifest = await mvtecAd(root);
    expect(manifest.samples.map(({ mask }) => mask)).toEqual([
      null,
      null,
      "nut/ground_truth/good/001_mask.png",
    ]);
    expect((await checkDataset(manifest)).leftOut).toEqual([]);
  });

  test("takes the folders of the given name as normal, on each side", async () => {
    const root = await imageTree("train/gut/a.png", "test/Gut/b.png", "test/riss/c.png");
    const { samples, defectTypes } = await mvtecAd(root, { normal: "gut" });
    expect(samples.map(({ id, label }) => [id.split("/").slice(1).join("/"), label])).toEqual([
      ["train/gut/a", 0],
      ["test/Gut/b", 0],
      ["test/riss/c", 1],
    ]);
    expect(defectTypes).toEqual(["riss"]);
    await expect(mvtecAd(root, { normal: "heil" })).rejects.toThrow(
      `mvtecAd: expected a folder "heil" of normal images in ${root}, got gut, Gut, riss;`,
    );
  });

  test.each([
    { masks: "anno", where: "anno/nut/test/bent/1.png" },
    { masks: "anno", where: "anno/test/bent/1.png" },
    { masks: "anno", where: "anno/nut/bent/1_mask.png" },
    { masks: "nut/anno", where: "nut/anno/bent/1.png" },
    { masks: "nut/test/anno", where: "nut/test/anno/1.png" },
  ])("finds a mask at $where, in the named folder $masks", async ({ masks, where }) => {
    const root = await imageTree("nut/train/good/1.png", "nut/test/bent/1.png", where);
    const { samples, warnings } = await mvtecAd(root, { masks });
    expect(samples.map(({ image, mask }) => [image, mask])).toEqual([
      ["nut/train/good/1.png", null],
      ["nut/test/bent/1.png", where],
    ]);
    expect(warnings).toBeUndefined();
  });

  test("refuses a mask of a named folder that two images would share", async () => {
    const root = await imageTree("train/good/1.png", "test/a/1.png", "test/b/1.png", "anno/1.png");
    await expect(mvtecAd(root, { masks: "anno" })).rejects.toThrow(
      "mvtecAd: expected one image for anno/1.png, got test/a/1.png and test/b/1.png; rename one",
    );
  });

  test("reads MVTec AD 2 whole: lights, masks, and test images of unknown label", async () => {
    const root = await imageTree(
      "can/train/good/000_regular.png",
      "can/validation/good/000_regular.png",
      "can/test_public/good/000_shift_1.png",
      "can/test_public/bad/000_regular.png",
      "can/test_public/bad/000_overexposed.png",
      "can/test_public/ground_truth/bad/000_regular_mask.png",
      "can/test_public/ground_truth/bad/000_overexposed_mask.png",
      "can/test_private/000_regular.png",
      "can/test_private_mixed/000_mixed.png",
    );
    const { samples, warnings, leftOut, defectTypes } = await mvtecAd(root);
    expect(
      samples.map(({ id, split, label, mask, view }) => [id, split, label, mask, view]),
    ).toEqual([
      ["can/train/good/000_regular", "train", 0, null, "regular"],
      ["can/validation/good/000_regular", "validation", 0, null, "regular"],
      ...["overexposed", "regular"].map((light) => [
        `can/test_public/bad/000_${light}`,
        "test",
        1,
        `can/test_public/ground_truth/bad/000_${light}_mask.png`,
        light,
      ]),
      ["can/test_public/good/000_shift_1", "test", 0, null, "shift_1"],
      ["can/test_private/000_regular", "test", null, null, "regular"],
      ["can/test_private_mixed/000_mixed", "test", null, null, "mixed"],
    ]);
    expect(samples[2].part).toBe(samples[3].part);
    expect(samples[2].part).not.toBe(samples[4].part);
    expect(defectTypes).toEqual(["bad"]);
    expect(leftOut).toBeUndefined();
    expect(warnings).toEqual([
      "mvtecAd: nobody says of 2 images whether they are normal, the first can/test_private/000_regular.png: they are neither trained on nor judged by",
    ]);
    const { counts, problems, leftOut: left } = await checkDataset(await mvtecAd(root));
    expect([counts.unknown, problems, left]).toEqual([2, [], []]);
  });

  test("looks into the named category alone, whose name may be any word", async () => {
    const broken = ["cap/train/good/1.png", "cap/train/good/1.jpg"]; // two images of one name
    const files = ["constructor/train/good/1.png", "constructor/test/__proto__/1.png"];
    const root = await imageTree(...broken, ...files, "docs/1.png");
    const manifest = await mvtecAd(root, { category: "constructor" });
    expect(manifest.samples.map(({ image }) => image)).toEqual(files);
    expect(manifest).toMatchObject({ categories: ["constructor"], defectTypes: ["__proto__"] });
    expect(manifest.name).toMatch(/\/constructor$/);
    await expect(mvtecAd(root, { category: "nut" })).rejects.toThrow(
      `mvtecAd: expected { category } (--category) as one of cap, constructor in ${root}, got "nut"`,
    );
  });

  test("names a folder that it does not know, and leaves an empty type out", async () => {
    const root = await tree({
      "nut/train/good/1.png": { height: 4, width: 4 },
      "nut/test_extra/good/1.png": { height: 4, width: 4 },
      "nut/test/bent/notes.txt": "",
    });
    const { leftOut, warnings } = await mvtecAd(root);
    expect(leftOut).toEqual([
      { path: "nut/test/bent", reason: "no images that are read here" },
      { path: "nut/test_extra", reason: "this layout does not know a folder of this name" },
    ]);
    expect(warnings).toEqual(["mvtecAd: left out: nut/test/bent, nut/test_extra"]);
  });

  test("takes masks that lie directly in ground_truth/", async () => {
    const root = await imageTree("train/good/1.png", "test/a/1.png", "test/b/2.png", "ground_truth/1.png", "ground_truth/2_mask.png"); // prettier-ignore
    const { samples } = await mvtecAd(root);
    expect(samples.map(({ mask }) => mask)).toEqual([null, "ground_truth/1.png", "ground_truth/2_mask.png"]); // prettier-ignore
    const inside = await imageTree("train/good/1.png", "test/a/1.png", "test/gt/1.png", "anno/1.png"); // prettier-ignore
    const masksOf = async (masks?: string) =>
      (await mvtecAd(inside, { masks })).samples.map(({ mask }) => mask);
    expect(await masksOf()).toEqual([null, "test/gt/1.png"]);
    expect(await masksOf("anno")).toEqual([null, "anno/1.png"]);
    const other = await imageTree("train/good/1.png", "test/a/1.png", "test/a/2.png", "test/gt/2.png", "anno/1.png"); // prettier-ignore
    const { samples: named } = await mvtecAd(other, { masks: "anno" });
    expect(named.map(({ mask }) => mask)).toEqual([null, "anno/1.png", null]);
  });

  test("gives no image the mask of a type that is named like the category", async () => {
    const root = await imageTree("nut/train/good/1.png", "nut/test/bent/2.png", "nut/ground_truth/nut/2.png"); // prettier-ignore
    const { samples } = await mvtecAd(`${root}/nut`);
    expect(samples.map(({ mask }) => mask)).toEqual([null, null]);
  });

  test.each([
    { of: "images outside of class folders", files: ["train/1.png", "train/1_GT.png"] },
    { of: "masks beside classes", files: ["Class1/Train/Label/1.png", "Class1/Train/x/1.png"] },
  ])("refuses $of, with the way out", async ({ files }) => {
    await expect(mvtecAd(await imageTree(...files))).rejects.toThrow(
      /mvtecAd: expected folders of one type each in .*rain, got .*; sort the images into good and a folder for each type, or list them/,
    );
  });

  test("refuses a category without a folder of a type, and images that lie deeper", async () => {
    const hollow = await tree({ "train/notes.txt": "" });
    await expect(mvtecAd(hollow)).rejects.toThrow("got no folder of a type");
    const deep = await imageTree("train/good/monday/a.png");
    await expect(mvtecAd(deep)).rejects.toThrow("train/good with no images, but folders (monday)");
    const twice = await imageTree("train/good/a.png", "train/good/a.jpg");
    await expect(mvtecAd(twice)).rejects.toThrow("expected one image named a in");
  });

  test("refuses a category without images, a mask for two images, a folder without categories", async () => {
    const empty = await tree({ "train/good/notes.txt": "" });
    await expect(mvtecAd(empty)).rejects.toThrow(
      `mvtecAd: expected train/<type>/* or test/<type>/* in ${empty}, got train/good with no images that are read here`,
    );
    const shared = await imageTree("train/x/1.png", "test/x/1.png", "ground_truth/x/1.png");
    await expect(mvtecAd(shared)).rejects.toThrow(
      "mvtecAd: expected one image for ground_truth/x/1.png, got train/x/1.png and test/x/1.png",
    );
    const bare = await imageTree("a/b.png");
    await expect(mvtecAd(bare)).rejects.toThrow(`expected ${bare} to be a category`);
  });

  const mvtec = realData("mvtec-ad");
  test.skipIf(mvtec.absent)("reads the real MVTec AD, every defect with its mask", async () => {
    const manifest = await mvtecAd(mvtec.path);
    const of = (category: string, split: string, type: string) =>
      manifest.samples.filter(
        (s) =>
          s.category === category && s.split === split && (s.defectTypes[0] ?? "good") === type,
      ).length;
    expect(of("bottle", "train", "good")).toBe(209);
    expect(of("bottle", "test", "broken_small")).toBe(22);
    expect(of("metal_nut", "test", "color")).toBe(3);
    expect(manifest.samples.every((s) => s.label === 0 || s.mask !== null)).toBe(true);
    expect(manifest.warnings).toBeUndefined();
  });

  const hazelnut = realData("hazelnut-toy");
  test.skipIf(hazelnut.absent)(
    "reads the hazelnut toy: JPEG images, masks without _mask",
    async () => {
      const manifest = await mvtecAd(hazelnut.path);
      const defects = manifest.samples.filter((sample) => sample.label === 1);
      expect(defects).toHaveLength(17);
      const { image, mask } = await readSample(manifest, defects[0], { height: 64, width: 64 });
      expect(image.data).toHaveLength(64 * 64 * 3);
      expect(mask?.data.includes(1)).toBe(true);
    },
  );
});
