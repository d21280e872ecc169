import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realData } from "../test/realData.ts";
import { manifestOf } from "../test/manifest.ts";
import { imageTree, tree } from "../test/tree.ts";
import { checkDataset } from "./checkDataset.ts";
import { loadDataset } from "./loadDataset.ts";

const broken = () =>
  tree({
    "good/a.png": { height: 4, width: 4 },
    "good/b.png": "no image",
    "crack/c.png": { height: 4, width: 4 },
    "crack/d.png": { height: 4, width: 4 },
    "crack/e.png": { height: 4, width: 4 },
    "masks/crack/c.png": { height: 4, width: 4, level: 0 },
    "masks/crack/d.png": { height: 3, width: 4 },
    "masks/crack/z.png": { height: 4, width: 4 },
  });

describe("checkDataset", () => {
  test("counts what is there and names every file that is wrong", async () => {
    const root = await broken();
    const check = await checkDataset(await loadDataset(root));
    const plain = { split: "train", emptyMasks: 0 };
    expect(check.rows).toMatchObject([
      { ...plain, type: "crack", images: 3, masks: 2, emptyMasks: 1, parts: 3 },
      { ...plain, type: "normal", images: 2, masks: 0, parts: 2 },
    ]);
    expect(check.problems.map(({ kind, file }) => [kind, file])).toEqual([
      ["size", "masks/crack/d.png"],
      ["unreadable", "good/b.png"],
    ]);
    expect(check.leftOut).toEqual([
      { path: "masks/crack/z.png", images: 1, reason: "a mask that fits no image" },
    ]);
    expect(check.counts).toEqual({
      images: 5,
      normal: 2,
      anomalous: 3,
      masks: 2,
      emptyMasks: 1,
      unmasked: 1,
    });
    expect(check.problems[1].message).toContain(join(root, "good/b.png"));
  });

  test("says what was recognised as what, as plain JSON", async () => {
    const root = await broken();
    const check = await checkDataset(await loadDataset(root));
    expect(check.recognised).toEqual({
      layout: "folder",
      normal: "images in the folders named good, normal or ok",
      types: "the names of the other folders",
      masks: "beside the images, or in a folder masks or ground_truth",
      sides: "not given: all images are for training until they are split",
    });
    expect(JSON.parse(JSON.stringify(check))).toEqual(check);
  });

  test("says what to do, the most important first", async () => {
    const check = await checkDataset(await loadDataset(await broken()));
    expect(check.todo).toEqual([
      "Restore or remove 1 file that cannot be read.",
      "Save 1 mask again at the size of the image, or remove it where that is impossible.",
      "Look at 1 mask without an anomalous pixel: mark the defect, or delete the mask if its place is unknown.",
      "Look at what was left out (1 file): move into the folder of a class what belongs to the data set, and name a mask like its image.",
      'Optional: 1 anomalous images have no mask. Masks are needed only to measure how well defects are located; { masks: "FOLDER" } (--masks FOLDER) names where they lie.',
    ]);
    const named = await checkDataset(await loadDataset(await imageTree("gut/a.png", "riss/b.png")));
    expect(named.todo[0]).toBe(
      'No image is taken as normal, and a detector needs normal images: name the folder, or the label, of normal images with { normal: "NAME" } (--normal NAME).',
    );
    const good = await checkDataset(await loadDataset(await imageTree("good/a.png")));
    expect(good.todo).toEqual([
      "Optional: there are no defects. Normal images are enough to train and calibrate; add a folder of images for each defect type to test the detector.",
    ]);
    const whole = await checkDataset(
      await loadDataset(await imageTree("good/a.png", "x/b.png", "x/b_mask.png")),
    );
    expect(whole.todo).toEqual([]);
  });

  test("gives the reason for everything that was left out", async () => {
    const image = { height: 4, width: 4 };
    const root = await tree({
      "nut/train/good/a.png": image,
      "nut/train/good/b.heic": "",
      "nut/train/good/c.heic": "",
      "nut/train/good/old/d.png": image,
      "nut/train/good/old/older/e.png": image,
      "docs/notes.txt": "",
      "previews/f.png": image,
      "previews/g.png": image,
      "nut/h.png": image,
      ".hidden/i.png": image,
      "pack.zip": "",
    });
    const check = await checkDataset(await loadDataset(root));
    expect(check.leftOut).toEqual([
      { path: "docs/", images: 0, reason: "a folder with neither train/ nor test/" },
      { path: "nut/h.png", images: 1, reason: "no sample of the data set names it" },
      {
        path: "nut/train/good/",
        images: 2,
        reason: ".heic is not read; convert these images to PNG or JPEG",
      },
      {
        path: "nut/train/good/old/",
        images: 2,
        reason: "folders inside a class folder are not read",
      },
      { path: "pack.zip", images: 1, reason: ".zip is not read; unpack this archive" },
      { path: "previews/", images: 2, reason: "a folder with neither train/ nor test/" },
    ]);
  });

  test("counts an anomalous image without a type, and says how sides were made", async () => {
    const root = await imageTree("s0.png", "s1.png");
    const manifest = manifestOf([{}, { label: 1 }], {
      root,
      splits: "made",
      provenance: { function: "splitByPart" },
    });
    const { rows, recognised } = await checkDataset(manifest);
    expect(rows.map(({ type, images }) => [type, images])).toEqual([
      ["normal", 1],
      ["anomalous", 1],
    ]);
    expect(recognised.sides).toBe("drawn at random by splitByPart");
    expect(recognised.normal).toBe("as the manifest says");
  });

  test("tells how far it is, and ends where it is told to", async () => {
    const manifest = await loadDataset(await broken());
    const told: number[][] = [];
    await checkDataset(manifest, { onProgress: (...counts) => told.push(counts) });
    expect(told).toEqual([
      [4, 5],
      [5, 5],
    ]);
    const stop = new AbortController();
    const check = checkDataset(manifest, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(check).rejects.toThrow("aborted");
  });

  const hazelnut = realData("hazelnut-toy");
  test.skipIf(hazelnut.absent)("finds nothing wrong with the hazelnut toy", async () => {
    const { problems, rows, leftOut } = await checkDataset(await loadDataset(hazelnut.path));
    expect(problems).toEqual([]);
    expect(leftOut).toEqual([]);
    expect(rows.map(({ type, images, masks }) => [type, images, masks])).toEqual([
      ["normal", 28, 0],
      ["colour", 17, 17],
      ["normal", 6, 0],
    ]);
  });
});
