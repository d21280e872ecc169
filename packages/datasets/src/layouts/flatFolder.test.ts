import { describe, expect, test } from "vitest";
import { imageTree, marks, photo, tree } from "../../test/tree.ts";
import { checkDataset } from "../checkDataset.ts";
import { flatFolder, flatLayout } from "./flatFolder.ts";

describe("flatFolder", () => {
  test("reads its only folder of images beside foreign folders", async () => {
    const root = await imageTree("images/1.png", "images/2.png", "docs/figure.png");
    const { samples, leftOut } = await flatFolder(root);
    expect(samples.map(({ image }) => image)).toEqual(["images/1.png", "images/2.png"]);
    expect(leftOut?.map(({ path }) => path)).toEqual(["docs"]);
  });

  test("takes all images as normal, and says so", async () => {
    const root = await imageTree("parts/b.png", "parts/a.jpg", "parts/.hidden.png");
    const manifest = await flatFolder(`${root}/parts`);
    expect(manifest).toMatchObject({
      name: "parts",
      layout: "flat",
      categories: ["parts"],
      defectTypes: [],
      splits: "none",
      warnings: [
        "flatFolder: all 2 images are taken as normal, because no folders of classes say otherwise; if some show defects, sort them into folders (good, scratch, ...)",
      ],
    });
    const plain = { category: "parts", split: "train", label: 0, defectTypes: [], mask: null };
    expect(manifest.samples).toEqual([
      { ...plain, id: "a", image: "a.jpg" },
      { ...plain, id: "b", image: "b.png" },
    ]);
  });

  test("reads the only folder of images where none lies above it", async () => {
    const { samples } = await flatFolder(await imageTree("Images/a.png"));
    expect(samples.map(({ id, image }) => [id, image])).toEqual([["a", "Images/a.png"]]);
  });

  test.each([
    { where: "a_mask.png", masks: undefined },
    { where: "masks/a.png", masks: undefined },
    { where: "anno/a_gt.png", masks: "anno" },
    { where: "extra/anno/a.png", masks: "extra/anno" },
  ])("takes an image with a mask at $where as anomalous, and says so", async ({ where, masks }) => {
    const root = await imageTree("a.jpg", "b.jpg", where);
    const manifest = await flatFolder(root, { masks });
    expect(
      manifest.samples.map(({ image, label, defectTypes, mask }) => [
        image,
        label,
        defectTypes,
        mask,
      ]),
    ).toEqual([
      ["a.jpg", 1, ["anomaly"], where],
      ["b.jpg", 0, [], null],
    ]);
    expect(manifest.warnings).toEqual([
      "flatFolder: 1 images whose mask marks a pixel are taken as anomalous, 1 without a mask as normal",
    ]);
    expect((await checkDataset(manifest)).leftOut).toEqual([]);
    expect(manifest).not.toHaveProperty("besides"); // every mask is used
  });

  test("is recognised by images in it, or in its only folder with images, named images", async () => {
    const detects = async (...paths: string[]) => flatLayout.detect(await imageTree(...paths));
    expect(await detects("a.png", "crack/b.png")).toBe(true);
    expect(await detects("img/a.png", "docs/b.png", "masks/a.png")).toBe(true);
    expect(await detects("images/a.png", "crack/b.png")).toBe(false);
    expect(await detects("crack/b.png")).toBe(false);
    expect(await detects("docs/b.png")).toBe(false);
    const named = await imageTree("images/a.png", "anno/a.png");
    expect(await flatLayout.detect(named, { masks: "anno" })).toBe(true);
    expect(await flatLayout.detect(named)).toBe(false);
  });

  test("opens the masks: one that marks nothing means normal, and no mask then means unknown", async () => {
    const root = await tree({
      "a.png": photo(1),
      "a_Mask.png": marks(),
      "b.png": photo(2),
      "b_Mask.png": marks(0),
      "c.png": photo(3),
      "d.png": photo(4),
      "d_Mask.png": "no image",
      "e_Mask.png": marks(),
    });
    const { samples, warnings, origin, leftOut } = await flatFolder(root);
    expect(samples.map(({ id, label, defectTypes }) => [id, label, defectTypes])).toEqual([
      ["a", 1, ["anomaly"]],
      ["b", 0, []],
      ["c", null, []],
      ["d", null, []],
    ]);
    expect(warnings?.[0]).toBe(
      "flatFolder: 1 images whose mask marks a pixel are taken as anomalous, 1 whose mask marks none as normal, " +
        "1 without a mask as unknown, since normal images have an empty one, 1 whose mask cannot be read, or lies in its transparency, as unknown",
    );
    expect(origin?.normal).toBe("images whose mask marks no pixel (masks were opened)");
    expect(leftOut).toEqual([{ path: "e_Mask.png", reason: "a mask whose image is not there" }]);
  });

  test("names the folders beside the images, which are not read", async () => {
    const { warnings, leftOut } = await flatFolder(await imageTree("a.jpg", "old/2024/b.jpg"));
    expect(warnings).toContain("flatFolder: left out: old");
    expect(leftOut).toEqual([{ path: "old", reason: "folders beside the images are not read" }]);
  });

  test("refuses a folder without images, two images of one name, masks that fit none", async () => {
    const empty = await tree({ "notes.txt": "" });
    await expect(flatFolder(empty)).rejects.toThrow(
      `flatFolder: expected images in ${empty}, got none`,
    );
    await expect(flatFolder(await imageTree("a.jpg", "a.png"))).rejects.toThrow(
      "flatFolder: expected one image named a in",
    );
    const root = await imageTree("a.jpg", "anno/x.png");
    await expect(flatFolder(root, { masks: "anno" })).rejects.toThrow(
      `flatFolder: expected masks named like their images in ${root}/anno, got none that fits`,
    );
  });
});
