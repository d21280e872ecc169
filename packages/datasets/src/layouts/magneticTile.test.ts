import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realData } from "../../test/realData.ts";
import { imageTree, tree } from "../../test/tree.ts";
import { readSample } from "../readSample.ts";
import { magneticTile, magneticTileLayout } from "./magneticTile.ts";

const paths = [
  "MT_Free/Imgs/exp1_num_1.jpg",
  "MT_Free/Imgs/exp1_num_1.png",
  "MT_Crack/Imgs/exp2_num_7.jpg",
  "MT_Crack/Imgs/exp2_num_7.png",
  "MT_Fray/Imgs/exp3_num_8.jpg",
];

describe("magneticTile", () => {
  test("reads types, masks and exposures from the published layout", async () => {
    const root = await imageTree(...paths);
    const manifest = await magneticTile(root);
    expect(manifest.defectTypes).toEqual(["crack", "fray"]);
    expect(manifest.maskThreshold).toBe(128);
    expect(manifest.splits).toBe("none");
    expect(manifest.samples).toEqual([
      {
        id: "MT_Crack/exp2_num_7",
        category: "magnetic-tile",
        split: "train",
        label: 1,
        defectTypes: ["crack"],
        image: "MT_Crack/Imgs/exp2_num_7.jpg",
        mask: "MT_Crack/Imgs/exp2_num_7.png",
        view: "exposure-2",
      },
      expect.objectContaining({ id: "MT_Fray/exp3_num_8", label: 1, mask: null }),
      expect.objectContaining({ id: "MT_Free/exp1_num_1", label: 0, defectTypes: [], mask: null }),
    ]);
  });

  test("takes parts from manifest.csv, and warns of images it leaves out", async () => {
    const csv =
      "image,mask,type,tile_group\nMT_Crack/Imgs/exp2_num_7.jpg,x,crack,g7\n" +
      "MT_Free/Imgs/exp1_num_1.jpg,x,free,g1\n";
    const root = await tree({
      ...Object.fromEntries(paths.map((path) => [path, { height: 2, width: 2 }])),
      "manifest.csv": csv,
    });
    const manifest = await magneticTile(root);
    expect(manifest.samples.map((sample) => sample.part)).toEqual(["g7", undefined, "g1"]);
    expect(manifest.warnings?.at(-1)).toContain("1 of 3 images have no tile_group");
  });

  test("warns that parts are unknown where there is no manifest.csv", async () => {
    const manifest = await magneticTile(await imageTree(...paths));
    expect(manifest.warnings).toEqual([
      expect.stringContaining("anomalous images have no mask"),
      expect.stringContaining("photographs of one tile may land on both sides"),
    ]);
  });

  test("refuses types without any image, and no type at all", async () => {
    const empty = await tree({ "MT_Free/Imgs/notes.txt": "" });
    await expect(magneticTile(empty)).rejects.toThrow(
      `magneticTile: expected images MT_<Type>/Imgs/*.jpg in ${empty}, got none in MT_Free`,
    );
    const none = await tree();
    await expect(magneticTile(none)).rejects.toThrow(`in ${none}, got none`);
  });

  test("takes types that are not published, and names in any case", async () => {
    const root = await imageTree(
      "MT_Free/Imgs/a.JPG",
      "mt_Dent/imgs/b.jpg",
      "MT_Crack/Imgs/c.jpeg",
    );
    const { samples, defectTypes, leftOut } = await magneticTile(root);
    expect(defectTypes).toEqual(["crack", "dent"]);
    expect(samples.map(({ image, label }) => [image, label])).toEqual([
      ["MT_Crack/Imgs/c.jpeg", 1],
      ["MT_Free/Imgs/a.JPG", 0],
      ["mt_Dent/imgs/b.jpg", 1],
    ]);
    expect(leftOut).toBeUndefined();
  });

  test("refuses images that only their extensions tell apart, which would have one id", async () => {
    const root = await imageTree("MT_Free/Imgs/a.jpg", "MT_Free/Imgs/a.jpeg");
    await expect(magneticTile(root)).rejects.toThrow(
      `magneticTile: expected one image MT_Free/a in ${root}, got MT_Free/Imgs/a.jpeg and MT_Free/Imgs/a.jpg; rename one`,
    );
  });

  test("is recognised by folders MT_<Type> with a folder Imgs in them, and not by either alone", async () => {
    const roots = ["MT_Free/Imgs/a.jpg", "MT_Free/a.jpg", "other/Imgs/a.jpg"].map((path) => imageTree(path)); // prettier-ignore
    const found = await Promise.all((await Promise.all(roots)).map((root) => magneticTileLayout.detect(root))); // prettier-ignore
    expect(found).toEqual([true, false, false]);
  });

  const tiles = realData("magnetic-tile");
  test.skipIf(tiles.absent)("finds what its description counts in the real set", async () => {
    const { samples, defectTypes, warnings } = await magneticTile(tiles.path);
    expect(defectTypes).toEqual(["blowhole", "break", "crack", "fray", "uneven"]);
    expect(warnings).toBeUndefined();
    const count = (type: string) => {
      const these = samples.filter((sample) => (sample.defectTypes[0] ?? "free") === type);
      return [these.length, new Set(these.map((sample) => sample.part)).size];
    };
    expect(["free", ...defectTypes].map(count)).toEqual([
      [297, 35],
      [59, 11],
      [41, 6],
      [29, 5],
      [15, 4],
      [49, 8],
    ]);
  });

  test.skipIf(tiles.absent)("keeps the label of a real image whose mask is empty", async () => {
    const manifest = await magneticTile(tiles.path);
    const sample = manifest.samples.find(({ id }) => id === "MT_Uneven/exp4_num_124690")!;
    expect(sample.label).toBe(1);
    expect(sample.image).toBe(join("MT_Uneven", "Imgs", "exp4_num_124690.jpg"));
    const { mask } = await readSample(manifest, sample);
    expect(mask?.data.includes(1)).toBe(false);
  });
});
