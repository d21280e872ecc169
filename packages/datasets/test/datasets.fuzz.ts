/**
 * Folders, lists, tables and manifests that nobody would write: each is read or refused by a message that names it, and
 * what is read can be checked, saved and read again to the same.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { below, oneOf, type FuzzTarget } from "../../files/test/fuzz/fuzzTarget.ts";
import { mutateBytes } from "../../files/test/fuzz/mutateBytes.ts";
import { mutateJson } from "../../files/test/fuzz/mutateJson.ts";
import { refusal } from "../../files/test/fuzz/refusal.ts";
import {
  anomalyDiffusion,
  checkDataset,
  dtd,
  formatCheck,
  loadDataset,
  magneticTile,
  type Manifest,
  manifestFrom,
  readManifest,
  realIad,
  saveManifest,
  visa,
} from "../src/index.ts";
import { manifestOf } from "./manifest.ts";

interface Folder {
  /** Which reader reads it. */
  reader: string;
  /** Contents by path, in base64. */
  files: Record<string, string>;
}

interface Reader {
  file?: string;
  files: Record<string, string | Uint8Array>;
  /** Text or bytes of the file that is wrong. */
  content?: (random: () => number) => string | Uint8Array;
  /** Whether it is the names of the files that are random. */
  tree?: boolean;
  read: (root: string) => Promise<Manifest>;
}

/** A grey PNG of 2 x 2 px. */
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGNYxbCKYRUADwYDV8Ixs0EAAAAASUVORK5CYII=", "base64"); // prettier-ignore

/** One value of an arbitrary of fast-check, by our random numbers. */
const drawn = <T>(arbitrary: fc.Arbitrary<T>, random: () => number): T =>
  fc.sample(arbitrary, { seed: below(random, 2 ** 31), numRuns: 1 })[0];

const cell = fc.oneof(
  fc.string(),
  fc.constantFrom('"', '""', '"a\n', ",", "\r\n", "\ufeff", "__proto__", "normal", "test", "train"),
  fc.constantFrom("0", "1", "?", "n/a", "good", "scratch;dent", "a.png", "../a.png", "a.png"),
  fc.constantFrom("nut/Data/Images/Normal/1.JPG", "images/woven/woven_0001.jpg"),
);
const line = fc.array(cell, { maxLength: 9 }).map((cells) => cells.join(","));
const lines = fc.array(line, { maxLength: 6 }).map((rows) => rows.join("\n"));

/** A table under its header, without it, damaged, or any bytes. */
const table = (header: string, valid: string) => (random: () => number) => {
  const way = below(random, 4);
  if (way === 0) return `${header}\n${drawn(lines, random)}`;
  if (way === 1) return drawn(lines, random);
  if (way === 2) return mutateBytes(Buffer.from(`${header}\n${valid}`), random);
  return Uint8Array.from({ length: below(random, 200) }, () => below(random, 256));
};

/** JSON of the right kind changed, or damaged. */
const json = (value: unknown) => (random: () => number) =>
  random() < 0.8
    ? mutateJson(value, random)
    : mutateBytes(Buffer.from(JSON.stringify(value)), random);

const rows = [
  { image: "a.png", label: 0, split: "train", part: "1", view: "top" },
  { image: "b.png", types: ["scratch"], mask: "m.png", category: "nut", split: "test" },
  { image: "c.png", label: "dent", id: "x" },
];
const saved = manifestOf(
  [
    { part: "1", view: "top" },
    { defectTypes: ["scratch"], mask: "m.png", moreMasks: ["n.png"], split: "test" },
    { label: null, split: "validation" },
  ],
  { hash: "0", splits: "made", maskThreshold: 0, maskClasses: { scratch: [1] }, warnings: ["w"], origin: { normal: "a", types: "b", masks: "c" }, leftOut: [{ path: "x", reason: "y" }], provenance: { seed: 1 } }, // prettier-ignore
);
const published = {
  meta: { prefix: "nut/", normal_class: "OK" },
  train: [
    { category: "nut", anomaly_class: "OK", image_path: "OK/S0001/nut_0001_OK_C1_2.jpg", mask_path: null },
  ],
  test: [
    { category: "nut", anomaly_class: "AK", image_path: "NG/AK/S0002/nut_0002_NG_AK_C2_2.jpg", mask_path: "NG/AK/S0002/nut_0002_NG_AK_C2_2.png" },
  ],
}; // prettier-ignore

const readers: Record<string, Reader> = {
  "a list in CSV": {
    file: "list.csv",
    files: { "m.png": png },
    content: table("image,label,types,mask,split", "a.png,0,,,train\nb.png,,scratch;dent,m.png,test\nc.png,?,,m.png,val\n"), // prettier-ignore
    read: (root) => manifestFrom(join(root, "list.csv")),
  },
  "a list in JSON lines": {
    file: "list.jsonl",
    files: { "m.png": png },
    content: (random) =>
      rows.map((row) => (random() < 0.5 ? json(row)(random) : JSON.stringify(row))).join("\n"),
    read: (root) => manifestFrom(join(root, "list.jsonl")),
  },
  "VisA's annotations": {
    file: "nut/image_anno.csv",
    files: {},
    content: table("image,label,mask", "nut/Data/Images/Normal/1.JPG,normal,\nnut/Data/Images/Anomaly/1.JPG,bent,nut/Data/Masks/Anomaly/1.png\n"), // prettier-ignore
    read: visa,
  },
  "VisA's split": {
    file: "split_csv/1cls.csv",
    files: { "nut/image_anno.csv": "image,label,mask\nnut/Data/Images/Normal/1.JPG,normal,\n" },
    content: table("object,split,label,image,mask", "nut,train,normal,nut/Data/Images/Normal/1.JPG,\n"), // prettier-ignore
    read: visa,
  },
  "the tiles' groups": {
    file: "manifest.csv",
    files: { "MT_Free/Imgs/exp1_num_1.jpg": png },
    content: table("image,tile_group", "MT_Free/Imgs/exp1_num_1.jpg,3\n"),
    read: magneticTile,
  },
  "DTD's partition": {
    file: "labels/train1.txt",
    files: { "images/woven/woven_0001.jpg": png, "labels/val1.txt": "", "labels/test1.txt": "" },
    content: table("images/woven/woven_0001.jpg", ""),
    read: dtd,
  },
  "Real-IAD's records": {
    file: "realiad_jsons/nut.json",
    files: { "realiad_256/x.txt": "" },
    content: json(published),
    read: realIad,
  },
  "a manifest": {
    file: "manifest.json",
    files: {},
    content: json(saved),
    read: (root) => readManifest(join(root, "manifest.json")),
  },
  "AnomalyDiffusion's folders": {
    files: { "n/d/image/1.jpg": png, "n/d/mask/1.jpg": png },
    tree: true,
    read: anomalyDiffusion,
  },
  "a folder of any names": { files: {}, tree: true, read: (root) => loadDataset(root) },
};

const folders = ["good", "ok", "train", "test", "ground_truth", "masks", "mask", "image", "Imgs", "bent", "MT_Free", "n", "d", "Data", "normal", "defect ü", ".hidden", "__proto__", "0"]; // prettier-ignore
const names = ["1.png", "01.png", "1_mask.png", "1.jpg", "2.JPG", "a b.png", "1_label.bmp", "notes.txt", "manifest.json", "image_anno.csv", "list.csv", "x.heic", "10.png", "1.PNG", "constructor.png"]; // prettier-ignore

/** Some files of any names from those that layouts know, with images, damaged images and texts in them. */
function anyTree(random: () => number): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (let n = 1 + below(random, 9); n > 0; n--) {
    const depth = below(random, 4);
    const path = [...Array.from({ length: depth }, () => oneOf(random, folders)), oneOf(random, names)]; // prettier-ignore
    const content = below(random, 8);
    files[path.join("/")] = content === 0 ? Buffer.from("{}") : content === 1 ? mutateBytes(png, random) : png; // prettier-ignore
  }
  return files;
}

export const datasets: FuzzTarget<Folder> = {
  name: "datasets",
  tries:
    "lists, tables and manifests damaged or made up, and folders of any names, read, checked, saved and read again",
  memoryMiB: 700,
  make(random) {
    const name = oneOf(random, Object.keys(readers));
    const { files, file, content, tree } = readers[name];
    const all = {
      ...files,
      ...(tree && anyTree(random)),
      ...(file !== undefined && { [file]: content!(random) }),
    };
    const entries = Object.entries(all).map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]); // prettier-ignore
    return { reader: name, files: Object.fromEntries(entries) };
  },
  async check({ reader, files }, root) {
    for (const [path, bytes] of Object.entries(files)) {
      try {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), Buffer.from(bytes, "base64"));
      } catch {} // a folder and a file of one name: the first of them is there
    }
    let manifest: Manifest;
    try {
      manifest = await readers[reader].read(root);
    } catch (error) {
      return refusal(error, { naming: root });
    }
    await checkRead(manifest, root);
    return "read";
  },
  *smaller({ files, ...rest }) {
    for (const path of Object.keys(files)) {
      const { [path]: _, ...less } = files;
      yield { ...rest, files: less };
    }
  },
};

/** What holds of all that was read. */
async function checkRead(manifest: Manifest, root: string): Promise<void> {
  const text = formatCheck(await checkDataset(manifest));
  if (text.includes("undefined")) throw new Error(`expected a check without undefined, got ${text}`); // prettier-ignore
  const file = join(root, "saved", "manifest.json");
  await saveManifest(file, manifest);
  const { hash: _, ...again } = await readManifest(file);
  const { hash: __, ...before } = manifest;
  const [found, wanted] = [again, before].map((value) => JSON.stringify(value));
  if (found !== wanted) throw new Error(`expected what was saved, ${wanted}, got ${found}`);
}
