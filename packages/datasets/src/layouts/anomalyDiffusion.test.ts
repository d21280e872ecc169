import { describe, expect, test } from "vitest";
import { imageTree, tree } from "../../test/tree.ts";
import { checkDataset } from "../checkDataset.ts";
import { loadDataset } from "../loadDataset.ts";
import { readSample } from "../readSample.ts";
import { withoutEmptyMasks } from "../withoutEmptyMasks.ts";
import { anomalyDiffusion, anomalyDiffusionLayout } from "./anomalyDiffusion.ts";

const px = { height: 16, width: 16 };

/** One defect's folder with n images, as `generate_with_mask.py` writes it. */
const defect = (path: string, n: number, level = 255) =>
  Object.fromEntries(
    Array.from({ length: n }, (_, k) => [
      [`${path}/image/${k}.jpg`, px],
      [`${path}/mask/${k}.jpg`, { ...px, level }],
      ...["image-mask", "ori", "recon"].map((other) => [`${path}/${other}/${k}.jpg`, px]),
    ]).flat(),
  );

describe("anomalyDiffusion", () => {
  test("pairs images and masks by number, in the order they were generated", async () => {
    const root = await tree({ ...defect("hazelnut/hole", 11), ...defect("wood/color", 2) });
    const manifest = await loadDataset(root);
    expect(manifest.layout).toBe("anomaly-diffusion");
    expect(manifest.categories).toEqual(["hazelnut", "wood"]);
    expect(manifest.defectTypes).toEqual(["color", "hole"]);
    expect([manifest.splits, manifest.maskThreshold]).toEqual(["none", 128]);
    expect(manifest.samples.map(({ id }) => id).slice(8)).toEqual([
      "hazelnut/hole/8",
      "hazelnut/hole/9",
      "hazelnut/hole/10",
      "wood/color/0",
      "wood/color/1",
    ]);
    expect(manifest.samples[2]).toEqual({
      id: "hazelnut/hole/2",
      category: "hazelnut",
      split: "train",
      label: 1,
      defectTypes: ["hole"],
      image: "hazelnut/hole/image/2.jpg",
      mask: "hazelnut/hole/mask/2.jpg",
    });
    expect(manifest).not.toHaveProperty("leftOut"); // nothing was, so there is nothing to tell
    expect(manifest).not.toHaveProperty("warnings");
    const { problems, rows } = await checkDataset(manifest);
    expect(problems).toEqual([]); // image-mask, ori and recon are no orphans
    expect(rows.map(({ type, images, masks }) => [type, images, masks])).toEqual([
      ["hole", 11, 11],
      ["color", 2, 2],
    ]);
  });

  test("takes a mask as anomalous above one half: JPEG noise is none", async () => {
    const manifest = await anomalyDiffusion(
      await tree({ ...defect("nut/bent", 1, 127), ...defect("nut/cut", 1, 128) }),
    );
    const on = async (i: number) => (await readSample(manifest, manifest.samples[i])).mask!.data[0];
    expect([await on(0), await on(1)]).toEqual([0, 1]);

    const { rows } = await checkDataset(manifest);
    expect(rows.map(({ emptyMasks }) => emptyMasks)).toEqual([1, 0]);
    const full = await withoutEmptyMasks(manifest);
    expect(full.samples.map(({ id }) => id)).toEqual(["nut/cut/0"]);
    expect(full.warnings).toEqual([
      "withoutEmptyMasks: 1 of 2 masks show nothing; their images are left out",
    ]);
    expect(full.provenance).toEqual({
      function: "withoutEmptyMasks",
      dropped: ["nut/bent/0"],
      of: null,
    });
    expect(await withoutEmptyMasks(full)).toBe(full);
  });

  test("reads one object's folder, and counts images without a mask", async () => {
    const root = await tree({ ...defect("bent", 2), "bent/image/2.jpg": px });
    const manifest = await anomalyDiffusion(root);
    expect(manifest.categories).toEqual([manifest.name]);
    expect(manifest.samples.map(({ image, mask }) => [image, mask]).at(-1)).toEqual([
      "bent/image/2.jpg",
      null,
    ]);
    expect(manifest.warnings).toEqual(["anomalyDiffusion: 1 images have no mask"]);
  });

  test("is recognised by a defect's two folders, of all objects or of one", async () => {
    const detects = async (...paths: string[]) =>
      anomalyDiffusionLayout.detect(await imageTree(...paths));
    expect(await detects("nut/bent/image/0.jpg", "nut/bent/mask/0.jpg")).toBe(true);
    expect(await detects("bent/image/0.jpg", "bent/mask/0.jpg")).toBe(true);
    expect(await detects("nut/bent/image/0.jpg", "bent/mask/0.jpg", "cut/image/0.jpg")).toBe(false);
  });

  test("refuses a folder that holds none of it, and one without images", async () => {
    const other = await imageTree("nut/bent/image/0.jpg");
    await expect(anomalyDiffusion(other)).rejects.toThrow(
      "anomalyDiffusion: expected <object>/<defect>/image and mask in",
    );
    const hollow = await tree({ "nut/bent/image/x.txt": "", "nut/bent/mask/0.jpg": px });
    await expect(anomalyDiffusion(hollow)).rejects.toThrow(
      "expected <object>/<defect>/image and mask in",
    );
  });
});
