import { describe, expect, test } from "vitest";
import { realData } from "../../test/realData.ts";
import { imageTree, tree } from "../../test/tree.ts";
import { readSample } from "../readSample.ts";
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
    expect(manifest.warnings).toEqual(["mvtecAd: 1 anomalous images have no mask"]);
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

  test("refuses an empty class, a mask for two images, a folder without categories", async () => {
    const empty = await tree({ "train/good/notes.txt": "" });
    await expect(mvtecAd(empty)).rejects.toThrow(
      `mvtecAd: expected images in ${empty}/train/good, got none; remove the folder or fill it`,
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
