import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDataset } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
import { afterAll, beforeAll, expect, test } from "vitest";
import { correctedManifest, markedList } from "./corrections.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-inspector-"));
});
afterAll(() => rm(folder, { recursive: true }));

const sample = { category: "part", split: "test", defectTypes: [], mask: null } as const;

test("a corrected manifest moves what was marked to the training side, and is one that training reads", async () => {
  const manifest: Manifest = {
    name: "parts",
    root: folder,
    layout: "folder",
    defectTypes: ["crack"],
    categories: ["part"],
    samples: [
      { ...sample, id: "a", label: 0, image: "a.png", defectTypes: [] },
      { ...sample, id: "b", label: 1, image: "b.png", defectTypes: ["crack"], mask: "m.png" },
      { ...sample, id: "c", label: 1, image: "c.png", defectTypes: ["crack"], mask: "m.png" },
    ],
    splits: "published",
    hash: "h",
  };
  const marks = new Map([
    ["a", { label: 1 as const, types: ["stain"] }],
    ["b", { label: 0 as const, types: [] }],
  ]);
  const file = join(folder, "corrected.json");
  await writeFile(file, JSON.stringify(correctedManifest(manifest, marks)));
  const read = await loadDataset(file);
  expect(read.defectTypes).toEqual(["crack", "stain"]);
  expect(read.samples).toEqual([
    { ...manifest.samples[0], label: 1, defectTypes: ["stain"], split: "train" },
    { ...manifest.samples[1], label: 0, defectTypes: [], mask: null, split: "train" },
    manifest.samples[2],
  ]);
  expect(read.hash).toBeUndefined();
  expect(read.provenance).toMatchObject({ marked: ["a", "b"], of: { hash: "h" } });
});

test("a list of marked images is one that training reads", async () => {
  const file = join(folder, "marked.jsonl");
  const list = markedList([
    { path: 'x/"1".png', mark: { label: 0, types: [] } },
    { path: "x/2.png", mark: { label: 1, types: ["crack", "stain"] } },
    { path: "x/3.png", mark: { label: 1, types: [] } },
  ]);
  await writeFile(file, list);
  const { samples } = await loadDataset(file);
  expect(samples.map(({ image, label, defectTypes }) => [image, label, defectTypes])).toEqual([
    ['x/"1".png', 0, []],
    ["x/2.png", 1, ["crack", "stain"]],
    ["x/3.png", 1, ["anomaly"]],
  ]);
});
