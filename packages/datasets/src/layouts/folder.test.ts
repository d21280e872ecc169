import { describe, expect, test } from "vitest";
import { imageTree, tree } from "../../test/tree.ts";
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
    expect(manifest.warnings).toEqual(["folder: 2 anomalous images have no mask"]);
  });

  test.each([
    { where: "crack/a_mask.png" },
    { where: "crack/masks/a.png" },
    { where: "crack/ground_truth/a_mask.webp" },
    { where: "masks/crack/a.png" },
    { where: "ground_truth/crack/a_mask.png" },
  ])("finds a mask at $where", async ({ where }) => {
    const { samples, defectTypes, warnings } = await folder(await imageTree("crack/a.jpg", where));
    expect(samples.map(({ image, mask }) => [image, mask])).toEqual([["crack/a.jpg", where]]);
    expect(defectTypes).toEqual(["crack"]);
    expect(warnings).toBeUndefined();
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
