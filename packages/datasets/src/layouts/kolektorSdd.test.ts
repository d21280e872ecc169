import { describe, expect, test } from "vitest";
import { imageTree, marks, photo, tree } from "../../test/tree.ts";
import { loadDataset } from "../loadDataset.ts";
import { kolektorSdd } from "./kolektorSdd.ts";

describe("kolektorSdd", () => {
  test("reads KolektorSDD: the mask beside an image tells whether it is normal", async () => {
    const root = await tree({
      "kos01/Part0.jpg": photo(1),
      "kos01/Part1.jpg": photo(2),
      "kos01/Part1_label.png": marks(),
      "kos02/Part0.jpg": photo(3),
      "kos02/Part0_label.png": marks(0),
      "kos02/Part1.jpg": photo(4),
      "docs/notes.txt": "",
    });
    const manifest = await loadDataset(root);
    expect(manifest).toMatchObject({
      layout: "kolektor-sdd",
      defectTypes: ["anomaly"],
      splits: "none",
    });
    expect(
      manifest.samples.map(({ id, label, mask, part }) => [id, label, mask, part]),
    ).toContainEqual(["kos01/Part1", 1, "kos01/Part1_label.png", "kos01"]);
    expect(manifest.samples.find(({ id }) => id === "kos02/Part0")).toMatchObject({ label: 0 });
    // Normal images have an empty mask: nobody knows what one without a mask is.
    expect(manifest.samples.find(({ id }) => id === "kos02/Part1")).toMatchObject({ label: null });
    expect(manifest.leftOut).toContainEqual({
      path: "docs",
      reason: "neither kosNN nor train, val or test",
    });
  });

  test("reads KolektorSDD2: sides are published", async () => {
    const root = await tree({
      "train/10.png": photo(1),
      "train/10_GT.png": marks(0),
      "test/20.png": photo(2),
      "test/20_GT.png": marks(),
    });
    const { samples, splits, layout, origin } = await loadDataset(root);
    expect([layout, splits]).toEqual(["kolektor-sdd", "published"]);
    expect(samples.map(({ id, split, label }) => [id, split, label])).toEqual([
      ["test/20", "test", 1],
      ["train/10", "train", 0],
    ]);
    expect(origin?.normal).toBe("images whose mask marks no pixel (masks were opened)");
  });

  test("refuses folders without masks beside images", async () => {
    await expect(kolektorSdd(await imageTree("kos01/Part0.jpg"))).rejects.toThrow(
      "kolektorSdd: expected kosNN/PartM.jpg with PartM_label.bmp",
    );
  });
});
