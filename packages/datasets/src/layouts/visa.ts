import { basename, dirname } from "node:path";
import { isFile, list, listIfThere } from "../_files.ts";
import { stemOf } from "../_stem.ts";
import { isNormalClass } from "../_classes.ts";
import { isKnown } from "../_kindOf.ts";
import { chooseCategory, nameWithin } from "../_chooseCategory.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { refuseOutside } from "../_outsidePath.ts";
import { refuseSameIds } from "../_refuseSameIds.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { LeftOut, Manifest, Sample } from "../manifest.ts";
import { readCsv } from "../_readCsv.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

export interface VisaOptions extends Pick<LayoutOptions, "category" | "allowOutside"> {
  /**
   * Name of the published split, by its file in `split_csv/`: "1cls", "2cls_fewshot", "2cls_highshot". Default:
   * "1cls", which trains on normal images and tests on all anomalous ones, if it is there.
   */
  protocol?: string;
}

/**
 * VisA as published (Zou et al. 2022): `<object>/image_anno.csv` names every image, its types
 * (several, separated by commas) and its mask; `split_csv/<protocol>.csv` splits them. Masks hold
 * class ids: everything but 0 is anomalous. The types of the ids are not published, so that
 * the mask of an image with two types shows both; `inferMaskClasses` finds the types of the ids.
 *
 * One object's folder alone is read as well; its splits are then looked for beside it.
 *
 * Labels are read as those of lists: "normal", "good" and "ok" are normal, and an image whose label is empty or "?"
 * is of unknown label.
 *
 * Without the split's file, every image is on the training side and `splits` is "none".
 *
 * @param root - The folder that holds the folders of the objects, or the folder of one object.
 * @param options - The protocol; `category` and `allowOutside` as in `LayoutOptions`.
 * @returns The manifest; no image is opened. Its `warnings` name folders without `image_anno.csv`, missing masks,
 *   unknown labels and splits that are not used.
 * @throws {Error} If there is no object, or none of the name `category`, a table lacks a column or names files
 *   outside of the root, an image is in the split's table alone, or there is no such `protocol`.
 */
export async function visa(
  root: string,
  { protocol, category, allowOutside = false }: VisaOptions = {},
): Promise<Manifest> {
  if (await isFile(placeIn(root, "image_anno.csv"))) {
    chooseCategory("visa", root, [{ name: basename(absolutePlace(root)) }], category);
    const alone = await oneObject(
      absolutePlace(root),
      await splitOf(dirname(absolutePlace(root)), protocol),
    );
    if (!allowOutside) refuseOutside("visa", alone);
    return alone;
  }
  const { folders } = await list(root);
  const objects: { name: string }[] = [];
  for (const name of folders)
    if (await isFile(placeIn(root, name, "image_anno.csv"))) objects.push({ name });
  if (objects.length === 0)
    throw new Error(`visa: expected folders with an image_anno.csv in ${root}, got none`);

  const wanted = chooseCategory("visa", root, objects, category);
  const samples = new Map<string, Sample>();
  for (const { name } of wanted)
    for (const sample of await readObject(root, name)) samples.set(sample.image, sample);
  const published = await splitOf(root, protocol);
  const split = await applySplit(published, samples, category && wanted[0].name);
  if (!allowOutside) refuseOutside("visa", { samples: split, root });
  const unwanted = objects.filter((object) => !wanted.includes(object)).map(({ name }) => name);
  const leftOut: LeftOut[] = folders
    .filter((name) => name !== "split_csv" && !objects.some((object) => object.name === name))
    .map((path) => ({ path, reason: "a folder without image_anno.csv" }));
  return {
    name: nameWithin(basename(absolutePlace(root)), objects, wanted),
    root,
    layout: "visa",
    defectTypes: [...new Set(split.flatMap((sample) => sample.defectTypes))].sort(),
    categories: wanted
      .map(({ name }) => name)
      .filter((object) => split.some(({ category }) => category === object)),
    samples: split,
    splits: published.file === null ? "none" : "published",
    origin: ORIGIN,
    ...(unwanted.length > 0 && { besides: unwanted }),
    ...layoutWarnings("visa", split, leftOut, published.notes, false),
  };
}

const ORIGIN = {
  normal: 'rows of image_anno.csv with the label "normal"',
  types: "the labels of the other rows of image_anno.csv",
  masks: "the column mask of image_anno.csv; a pixel is anomalous unless it is 0",
};

/** The samples of one object alone, with paths that start from its folder. */
async function oneObject(root: string, published: Published): Promise<Manifest> {
  const object = basename(root);
  const samples = await readObject(dirname(root), object);
  const bySplit = await applySplit(
    published,
    new Map(samples.map((sample) => [sample.image, sample])),
    object,
  );
  const inside = (path: string) => {
    if (path.startsWith(`${object}/`)) return path.slice(object.length + 1);
    throw new Error(
      `visa: expected paths that start with ${object}/ in ${placeIn(root, "image_anno.csv")}, got ${path}; ` +
        `give the folder the object's name`,
    );
  };
  const inner = bySplit.map((sample) => ({
    ...sample,
    image: inside(sample.image),
    mask: sample.mask && inside(sample.mask),
  }));
  return {
    name: object,
    root,
    layout: "visa",
    defectTypes: [...new Set(bySplit.flatMap((sample) => sample.defectTypes))].sort(),
    categories: [object],
    samples: inner,
    splits: published.file === null ? "none" : "published",
    origin: ORIGIN,
    ...layoutWarnings("visa", inner, [], published.notes, false),
  };
}

async function readObject(root: string, object: string): Promise<Sample[]> {
  const file = placeIn(root, object, "image_anno.csv");
  const rows = await readCsv("visa", file, ["image", "label", "mask"]);
  const samples = rows.map((row): Sample => {
    const normal = isNormalClass(row.label);
    const words = isKnown(row.label) && !normal ? row.label.split(",") : [];
    const types = [...new Set(words.map((word) => word.trim().normalize("NFC")))].filter(isKnown);
    return {
      id: stemOf(row.image).replace("/Data/Images/", "/"),
      category: object,
      split: "train",
      label: types.length > 0 ? 1 : normal ? 0 : null,
      defectTypes: types,
      image: row.image,
      mask: isKnown(row.mask) ? row.mask : null,
    };
  });
  refuseSameIds("visa", file, samples);
  return samples;
}

/** The table of the published split. */
interface Published {
  /** Its path; null where there is none. */
  file: string | null;
  /** What to say about it. */
  notes: string[];
}

/** Finds the table of a split, the usual one if nobody named another. */
async function splitOf(root: string, protocol?: string): Promise<Published> {
  const { files } = await listIfThere(placeIn(root, "split_csv"));
  const name = `${protocol ?? "1cls"}.csv`;
  if (files.includes(name)) return { file: placeIn(root, "split_csv", name), notes: [] };
  const there = files.filter((file) => file.endsWith(".csv")).map(stemOf);
  if (protocol !== undefined && there.length > 0)
    throw new Error(`visa: expected a protocol among ${there.join(", ")}, got ${protocol}`);
  const note =
    `split_csv has no 1cls.csv, but ${there.join(", ")}: the images are on no published side; ` +
    `visa(root, { protocol: "${there[0]}" }) reads one of these splits`;
  return { file: null, notes: there.length > 0 ? [note] : [] };
}

/** The samples that the split names, on its sides; all of them where nothing is published. */
async function applySplit(
  { file }: Published,
  samples: Map<string, Sample>,
  object?: string,
): Promise<Sample[]> {
  if (file === null) return [...samples.values()];
  const rows = await readCsv("visa", file, ["image", "split"]);
  const own = object === undefined ? rows : rows.filter((row) => row.object === object);
  return own.map((row) => {
    const sample = samples.get(row.image);
    if (!sample)
      throw new Error(
        `visa: expected ${row.image} of ${file} in its object's image_anno.csv, got none`,
      );
    if (row.split !== "train" && row.split !== "test")
      throw new Error(
        `visa: expected split train or test for ${row.image}, got "${row.split}" in ${file}`,
      );
    return Object.assign(sample, { split: row.split });
  });
}

export const visaLayout: Layout = {
  name: "visa",
  looksLike: "<object>/image_anno.csv, <object>/Data/Images/*, split_csv/*.csv",
  async detect(root) {
    if (await isFile(placeIn(root, "image_anno.csv"))) return true;
    for (const name of (await list(root)).folders)
      if (await isFile(placeIn(root, name, "image_anno.csv"))) return true;
    return false;
  },
  options: ["category"],
  load: (root, { category, allowOutside } = {}) => visa(root, { category, allowOutside }),
};
