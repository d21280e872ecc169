import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { imageTree, tree } from "../test/tree.ts";
import { layouts, loadDataset } from "./loadDataset.ts";
import { saveManifest } from "./saveManifest.ts";

const TREES = {
  "magnetic-tile": ["MT_Free/Imgs/exp1_num_1.jpg"],
  "mvtec-ad": ["nut/train/good/1.png"],
  visa: ["nut/image_anno.csv"],
  "real-iad": ["realiad_jsons/nut.json", "realiad_512/nut/1.png"],
  "anomaly-diffusion": ["nut/bent/image/0.jpg", "nut/bent/mask/0.jpg"],
  dtd: ["images/banded/banded_0002.jpg"],
  folder: ["good/1.png", "crack/2.png"],
  flat: ["1.png", "2.jpg"],
};

const TABLES: Record<string, string> = {
  "nut/image_anno.csv": "image,label,mask\nnut/1.JPG,normal,\n",
  "realiad_jsons/nut.json": '{"meta":{"prefix":"nut/"},"train":[],"test":[]}',
};

describe("loadDataset", () => {
  test.each(Object.entries(TREES))("knows %s when it sees it", async (layout, paths) => {
    const files = paths.map((path) => [path, TABLES[path] ?? { height: 4, width: 6 }] as const);
    const root = await tree(Object.fromEntries(files));
    expect((await loadDataset(root)).layout).toBe(layout);
    expect(await loadDataset(root, { layout })).toEqual(await loadDataset(root));
  });

  test("prefers a saved manifest to anything else", async () => {
    const root = await imageTree("good/1.png");
    await saveManifest(join(root, "manifest.json"), manifestOf([{ id: "mine" }], { root }));
    const manifest = await loadDataset(root);
    expect(manifest.samples.map((sample) => sample.id)).toEqual(["mine"]);
    expect(manifest.root).toBe(root);
    expect((await loadDataset(root, { layout: "folder" })).samples[0].id).toBe("good/1");
  });

  test("takes a layout of one's own", async () => {
    const root = await tree();
    const mine = {
      name: "mine",
      looksLike: "nothing",
      detect: () => Promise.resolve(false),
      load: (root: string) => Promise.resolve(manifestOf([{}], { root })),
    };
    expect((await loadDataset(root, { layout: mine })).root).toBe(root);
  });

  test("refuses an unknown layout, naming those there are", async () => {
    const root = await tree();
    const error = await loadDataset(root, { layout: "coco" }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(RangeError);
    for (const { name } of layouts) expect(String(error)).toContain(`  ${name}: `);
    expect(String(error)).toContain('got "coco"');
  });

  test("refuses a folder that fits no layout, saying what is in it", async () => {
    const root = await tree({ "images/deep/er.txt": "", "notes.txt": "" });
    const error = await loadDataset(root).catch((e: Error) => e);
    for (const { name } of layouts) expect(String(error)).toContain(`  ${name}: `);
    expect(String(error)).toContain(`got ${root} with images/, notes.txt.`);
    await expect(loadDataset(await tree())).rejects.toThrow("with nothing in it");
  });

  test("says which folder inside would be read", async () => {
    const root = await imageTree("data/nut/train/good/a.png", "papers/a/b.png");
    await expect(loadDataset(root)).rejects.toThrow(
      `Its folder data looks like mvtec-ad: load ${root}/data`,
    );
  });

  test("reads a list and a saved manifest, and refuses any other file", async () => {
    const root = await tree({
      "parts.csv": "image,label\na.png,gut\nb.png,crack\n",
      "parts.jsonl": '{"image":"a.png","label":"gut"}\n{"image":"b.png","label":"crack"}\n',
      "parts.txt": "a.png",
    });
    for (const name of ["parts.csv", "parts.jsonl"]) {
      const { samples, layout } = await loadDataset(`${root}/${name}`, { normal: "gut" });
      expect(samples.map(({ label }) => label)).toEqual([0, 1]);
      expect(layout).toBe(name.split(".")[1]);
    }
    const file = join(root, "split.json");
    await saveManifest(file, manifestOf([{ id: "mine" }], { root }));
    expect((await loadDataset(file)).samples.map(({ id }) => id)).toEqual(["mine"]);
    await expect(loadDataset(file, { normal: "gut" })).rejects.toThrow(
      `loadDataset: expected neither { normal } nor { masks } for ${file}: a manifest says itself`,
    );
    await expect(loadDataset(file, { layout: "folder" })).rejects.toThrow(
      `loadDataset: expected no { layout } for a file, got one for ${file}`,
    );
    await expect(loadDataset(`${root}/parts.txt`)).rejects.toThrow(
      `loadDataset: expected a folder, a list (.csv, .jsonl) or a manifest (.json), got the file ${root}/parts.txt`,
    );
  });

  test("hands the names of normal images and of masks on to the layout", async () => {
    const root = await imageTree("gut/1.png", "riss/2.png", "anno/riss/2.png");
    const { samples, defectTypes } = await loadDataset(root, { normal: "Gut", masks: "anno" });
    expect(samples.map(({ image, label, mask }) => [image, label, mask])).toEqual([
      ["gut/1.png", 0, null],
      ["riss/2.png", 1, "anno/riss/2.png"],
    ]);
    expect(defectTypes).toEqual(["riss"]);
    const absolute = await loadDataset(root, { normal: "gut", masks: join(root, "anno") });
    expect(absolute.samples).toEqual(samples);
  });

  test.each([
    {
      masks: "nowhere",
      message: (root: string) => `expected a folder of masks at ${root}/nowhere or`,
    },
    {
      masks: ".",
      message: (root: string) => `expected masks in a folder inside ${root}, got ${root} itself`,
    },
    {
      masks: "..",
      message: (root: string) =>
        `expected the masks inside ${root}, got ${join(root, "..")}: all paths of a data set start from one folder; move the masks to ${root}/masks, or put a link to them there`,
    },
  ])("refuses masks at $masks, with the way out", async ({ masks, message }) => {
    const root = await imageTree("good/1.png", "crack/2.png");
    await expect(loadDataset(root, { masks })).rejects.toThrow(`loadDataset: ${message(root)}`);
  });

  test.each([
    { option: { normal: "gut" }, ending: "it says by itself which images are normal" },
    { option: { masks: "anno" }, ending: "it says by itself where masks lie" },
  ])("refuses $option for a layout that needs none", async ({ option, ending }) => {
    const root = await imageTree("MT_Free/Imgs/exp1_num_1.jpg", "anno/1.png");
    const [[name, value]] = Object.entries(option);
    await expect(loadDataset(root, option)).rejects.toThrow(
      `loadDataset: expected no { ${name} }, got "${value}" for ${root}, which is read as "magnetic-tile"`,
    );
    await expect(loadDataset(root, option)).rejects.toThrow(`${ending}; leave it out`);
  });

  test.each([
    { of: "a folder with only good images", paths: ["good/1.png", "good/2.png"] },
    { of: "train/good alone", paths: ["train/good/1.png", "train/good/2.png"] },
    {
      of: "several categories with train/good alone",
      paths: ["nut/train/good/1.png", "pin/train/ok/2.png"],
    },
    { of: "magnetic tiles that are all free", paths: ["MT_Free/Imgs/1.jpg", "MT_Free/Imgs/2.jpg"] },
    { of: "a flat folder", paths: ["1.png", "2.jpg"] },
    { of: "a flat folder in a folder of images", paths: ["images/1.png", "images/2.png"] },
  ])("takes $of, where there are no defects", async ({ paths }) => {
    const { samples, defectTypes } = await loadDataset(await imageTree(...paths));
    expect(samples.map(({ label, image }) => [label, image])).toEqual(paths.map((p) => [0, p]));
    expect(defectTypes).toEqual([]);
  });

  test("does not take a preview beside a data set for a flat folder", async () => {
    const root = await imageTree("preview.png", "nut/train/good/1.png");
    expect((await loadDataset(root)).layout).toBe("mvtec-ad");
    const deeper = await imageTree("preview.png", "parts/nut/train/good/1.png");
    await expect(loadDataset(deeper)).rejects.toThrow(
      `loadDataset: expected either images or a data set in ${deeper}, got both: its folder parts looks like mvtec-ad; load ${deeper}/parts, or { layout: "flat" }`,
    );
    const { samples } = await loadDataset(deeper, { layout: "flat" });
    expect(samples.map(({ image }) => image)).toEqual(["preview.png"]);
  });

  test("says what to do about files that may hold images and are not read", async () => {
    await expect(loadDataset(await tree({ "a.HEIC": "" }))).rejects.toThrow(
      "a.HEIC is not read: convert these images to PNG or JPEG",
    );
  });

  test("refuses a table that names files outside of its folder", async () => {
    const root = await tree({ "nut/image_anno.csv": "image,label,mask\n../secret.png,normal,\n" });
    await expect(loadDataset(root)).rejects.toThrow(
      `visa: expected only files inside ${root}, got ../secret.png`,
    );
  });

  test("refuses a manifest in a folder whose images lie elsewhere, unless that is allowed", async () => {
    const store = await imageTree("s0.png");
    const root = await tree({ "manifest.json": JSON.stringify(manifestOf([{}], { root: store })) });
    await expect(loadDataset(root)).rejects.toThrow(
      `loadDataset: expected the images inside ${root}, got the root ${store} in its manifest`,
    );
    expect((await loadDataset(root, { allowOutside: true })).root).toBe(store);
  });

  test("reads one category of a list, and refuses one that is not there", async () => {
    const list = "image,category,types\na.png,nut,bent\nb.png,__proto__,cut\nc.png,__proto__,\n";
    const file = `${await tree({ "parts.csv": list })}/parts.csv`;
    const one = await loadDataset(file, { category: "__proto__" });
    expect(one).toMatchObject({
      name: "parts/__proto__",
      categories: ["__proto__"],
      defectTypes: ["cut"],
    });
    expect(one.samples.map(({ image }) => image)).toEqual(["b.png", "c.png"]);
    await expect(loadDataset(file, { category: "bolt" })).rejects.toThrow(
      `loadDataset: expected { category } (--category) as one of nut, __proto__ in ${file}, got "bolt"`,
    );
  });

  test("says in which folder images are that cannot be read", async () => {
    await expect(loadDataset(await tree({ "good/a.heic": "" }))).rejects.toThrow(
      "good/a.heic is not read: convert these images to PNG or JPEG",
    );
  });

  test("refuses a folder that is not there", async () => {
    await expect(loadDataset("no/such/folder")).rejects.toThrow(
      "loadDataset: expected a folder of images or a list of them, got no/such/folder, which is not there",
    );
  });

  test("follows links to files and is not caught in a loop of them", async () => {
    const root = await imageTree("good/1.png");
    await symlink(join(root, "good/1.png"), join(root, "good/2.png"));
    await symlink(join(root, "gone.png"), join(root, "good/3.png"));
    await symlink(root, join(root, "good/loop"));
    const { samples } = await loadDataset(root);
    expect(samples.map((sample) => sample.id)).toEqual(["good/1", "good/2"]);
  });
});
