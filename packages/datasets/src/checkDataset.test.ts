import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { realData } from "../test/realData.ts";
import { manifestOf } from "../test/manifest.ts";
import { imageTree, marks, photo, tree } from "../test/tree.ts";
import { checkDataset } from "./checkDataset.ts";
import { loadDataset } from "./loadDataset.ts";

const broken = () =>
  tree({
    "good/a.png": photo(1),
    "good/b.png": "no image",
    "crack/c.png": photo(2),
    "crack/d.png": photo(3),
    "crack/e.png": photo(4),
    "masks/crack/c.png": marks(0),
    "masks/crack/d.png": { height: 3, width: 4 },
    "masks/crack/z.png": marks(),
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
      { path: "masks/crack/z.png", images: 1, reason: "a mask that fits no image, or several" },
    ]);
    expect(check.counts).toEqual({
      images: 5,
      normal: 2,
      anomalous: 3,
      unknown: 0,
      masks: 2,
      emptyMasks: 1,
      unmasked: 1,
    });
    expect(check.problems[1].message).toContain(join(root, "good/b.png"));
  });

  test("tells each image of a data set that was moved away, and does not fail itself", async () => {
    const root = join(await tree(), "moved");
    const { problems, leftOut } = await checkDataset(manifestOf([{}, {}], { root }));
    expect(problems.map(({ kind, file }) => [kind, file])).toEqual([
      ["unreadable", "s0.png"],
      ["unreadable", "s1.png"],
    ]);
    expect(leftOut).toEqual([]);
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
      "Add the masks of 1 of 3 anomalous images: nobody knows which of their pixels are anomalous, so they are left out of the pixel scores, which then rest on the other 2.",
    ]);
    const checkOf = async (files: Parameters<typeof tree>[0]) =>
      checkDataset(await loadDataset(await tree(files)));
    const named = await checkOf({ "gut/a.png": photo(1), "riss/b.png": photo(2) });
    expect(named.todo[0]).toBe(
      'No image is taken as normal, and a detector needs normal images: name the folder, or the label, of normal images with { normal: "NAME" } (--normal NAME).',
    );
    const bare = await checkOf({ "good/a.png": photo(1), "riss/b.png": photo(2) });
    expect(bare.todo).toEqual([
      'Optional: 1 anomalous images have no mask. They measure how well defects are located, and methods that learn from anomalies locate them better with masks; { masks: "FOLDER" } (--masks FOLDER) names where they lie.',
    ]);
    const good = await checkOf({ "good/a.png": photo(1) });
    expect(good.todo).toEqual([
      "Optional: there are no defects. Normal images are enough to train and calibrate; add a folder of images for each defect type to test the detector.",
    ]);
    const whole = await checkOf({
      "good/a.png": photo(1),
      "x/b.png": photo(2),
      "x/b_mask.png": marks(),
    });
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

  test("tells what reads well and may mean something else", async () => {
    const white = { height: 6, width: 8, level: 255 };
    const ramp = (x: number, y: number) => 10 * x + y; // at most 75 and 40 grey levels
    const manifest = manifestOf(
      [
        { image: "same.png" },
        { image: "dark.png", mask: "marks.png" },
        { image: "flat.png" },
        { image: "labels.png", split: "test" },
        { image: "sides.png", split: "test" },
        { image: "again.png" },
        { image: "a.png", label: 1, mask: "white.png" },
        { image: "b.png", label: 1, mask: "soft.png" },
        { image: "copy.png", label: 1, split: "test", mask: "none.png" },
        { image: "c.png", label: null },
      ],
      {
        root: await tree({
          "same.png": photo(1),
          "again.png": photo(1),
          "sides.png": photo(1),
          "labels.png": photo(2),
          "copy.png": photo(2),
          "dark.png": { height: 6, width: 8, pixel: (x) => x },
          "flat.png": { height: 6, width: 8, level: 90 },
          "a.png": photo(3),
          "b.png": photo(4),
          "c.png": photo(5),
          "white.png": white,
          "soft.png": { height: 6, width: 8, pixel: ramp },
          "none.png": marks(0),
          "marks.png": marks(),
        }),
      },
    );
    const { doubts, counts, rows, todo } = await checkDataset(manifest);
    expect(doubts.map(({ kind, count, files }) => [kind, count, files])).toEqual([
      ["full mask", 2, ["white.png", "soft.png"]],
      ["soft mask", 1, ["soft.png"]],
      ["marked normal", 1, ["dark.png"]],
      ["one colour", 1, ["flat.png"]],
      ["narrow range", 1, ["dark.png"]],
      ["same file, other label", 1, ["labels.png", "copy.png"]],
      ["same file, other side", 1, ["same.png", "sides.png", "again.png"]],
    ]);
    expect(counts).toMatchObject({ normal: 6, anomalous: 3, unknown: 1, emptyMasks: 1 });
    expect(rows.find(({ type }) => type === "unknown")).toMatchObject({ images: 1 });
    expect(todo).toContain(
      "Optional: say of 1 images whether they are normal; until then they are neither trained on nor judged by.",
    );
  });

  test("tells of the same file twice on one side, and of sizes that give the label away", async () => {
    const wide = (i: number) => ({ ...photo(i), width: 12 });
    const root = await tree({
      "good/1.png": photo(1),
      "good/2.png": photo(1),
      "good/3.png": photo(2),
      "crack/1.png": wide(3),
      "crack/2.png": wide(4),
    });
    const { doubts } = await checkDataset(await loadDataset(root));
    expect(doubts.map(({ kind, count, files }) => [kind, count, files])).toEqual([
      ["sizes", 2, ["good/1.png", "crack/1.png"]],
      ["same file", 1, ["good/1.png", "good/2.png"]],
    ]);
  });

  test("tells of masks that look inverted, and of shapes in their transparency", async () => {
    const inside = (x: number, y: number) => x > 1 && x < 5 && y > 1 && y < 5;
    /** A picture of 8 x 6 px whose colour is one grey level, and which is opaque in the middle alone. */
    const seeThrough = (grey: number) =>
      sharp(
        Uint8Array.from({ length: 8 * 6 * 2 }, (_, i) =>
          i % 2 === 0 ? grey : inside((i >> 1) % 8, Math.floor(i / 16)) ? 255 : 0,
        ),
        { raw: { width: 8, height: 6, channels: 2 } },
      )
        .png()
        .toBuffer();
    const root = await tree({
      "images/1.png": photo(1),
      "images/2.png": photo(2),
      "images/3.png": photo(3),
      "images/4.png": photo(4),
      "masks/1.png": { height: 6, width: 8, pixel: (x, y) => (inside(x, y) ? 0 : 255) },
      "masks/2.png": await seeThrough(0),
      "masks/3.png": await seeThrough(255),
      "masks/4.png": marks(0),
    });
    const manifest = await loadDataset(root);
    expect(manifest.samples.map(({ label }) => label)).toEqual([1, null, null, 0]);
    const { doubts } = await checkDataset(manifest);
    expect(doubts.map(({ kind, files }) => [kind, files])).toEqual([
      ["full mask", ["masks/1.png", "masks/3.png"]],
      ["transparent mask", ["masks/2.png"]],
    ]);
  });

  test("tells of a normal image whose mask marks a defect, in folders of classes too", async () => {
    const root = await tree({
      "good/1.png": photo(1),
      "good/2.png": photo(2),
      "crack/1.png": photo(3),
      "masks/good/1.png": marks(),
      "masks/good/2.png": marks(0),
      "masks/crack/1.png": marks(),
    });
    const { doubts, counts } = await checkDataset(await loadDataset(root));
    expect(doubts.map(({ kind, files }) => [kind, files])).toEqual([
      ["marked normal", ["good/1.png"]],
    ]);
    expect(counts).toMatchObject({ masks: 3, emptyMasks: 0 });
  });

  test("names a folder of images that are not read once", async () => {
    const root = await tree({ "good/1.png": photo(1), "crack/1.heic": "", "crack/2.heic": "" });
    const { leftOut } = await checkDataset(await loadDataset(root));
    expect(leftOut).toEqual([
      {
        path: "crack/",
        images: 2,
        reason: ".heic is not read; convert these images to PNG or JPEG",
      },
    ]);
  });

  test("tells of further pages, and of a picture of 12 bits that is saved with 16", async () => {
    const frame = (background: string) =>
      sharp({ create: { width: 4, height: 4, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame("red"), await frame("blue")];
    const deep = Uint16Array.from({ length: 64 }, (_, i) => 64 * i); // up to 4032 of 65535
    const root = await tree({
      "good/a.png": await sharp(deep, { raw: { width: 8, height: 8, channels: 1 } })
        .toColourspace("grey16")
        .png()
        .toBuffer(),
      "good/b.gif": await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    });
    const { doubts } = await checkDataset(await loadDataset(root));
    expect(doubts.map(({ kind, files }) => [kind, files])).toEqual([
      ["one colour", ["good/b.gif"]],
      ["narrow range", ["good/a.png"]],
      ["pages", ["good/b.gif"]],
    ]);
  });

  test("names no file of another category than the one that was loaded", async () => {
    const root = await imageTree("nut/train/good/1.png", "cap/train/good/1.png", "nut/x/1.png");
    const { leftOut } = await checkDataset(await loadDataset(root, { category: "nut" }));
    expect(leftOut.map(({ path }) => path)).toEqual(["nut/x/1.png"]);
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
