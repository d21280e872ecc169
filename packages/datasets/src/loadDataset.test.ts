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

  test("refuses a file, naming what reads it", async () => {
    const root = await tree({ "parts.csv": "image\n" });
    await expect(loadDataset(`${root}/parts.csv`)).rejects.toThrow(
      `loadDataset: expected a folder, got the file ${root}/parts.csv; read a list (.csv, .jsonl) with manifestFrom`,
    );
  });

  test("refuses a folder that is not there", async () => {
    await expect(loadDataset("no/such/folder")).rejects.toThrow(
      "loadDataset: expected a folder, got no/such/folder, which is not there",
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
