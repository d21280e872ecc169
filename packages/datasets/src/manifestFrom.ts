import { basename, extname, isAbsolute, relative, resolve } from "node:path";
import { checkNormalName } from "./_checkNormalName.ts";
import { given, isKnown, type KindOptions, kindOf, wordsOf } from "./_kindOf.ts";
import { maskFolder } from "./_maskFolder.ts";
import { masksIn, refuseUnfit } from "./_masksIn.ts";
import { labelRows } from "./_labelRows.ts";
import { masksOf } from "./_maskFilesOf.ts";
import { leadsOut, refuseOutside } from "./_outsidePath.ts";
import { type Row, readList } from "./_readList.ts";
import { stemOf } from "./_stem.ts";
import type { LayoutOptions } from "./layout.ts";
import type { Manifest, Sample, Split } from "./manifest.ts";
import { absolutePlace, folderOf, isInS3, isRemote } from "./remote/location.ts";

/** Options of `manifestFrom`. */
export interface ManifestFromOptions extends LayoutOptions {
  /** Folder that the images' paths start from. Default: the folder of the list. */
  root?: string;
  /** What separates the types of one image in a CSV cell. Default: ";". */
  separator?: string;
  /**
   * What separates the cells of a CSV file. Default: "," if the header has one, else ";" or a tab
   * if it has one of these, as some spreadsheets write.
   */
  delimiter?: string;
}

/**
 * Makes a manifest from a list of images: a CSV file with a header, or a file with one JSON object
 * a line (`.jsonl`). Columns, in any case, or keys:
 *
 * - `image`: the path from the root, or an absolute path inside it, with "/" or "\\". Only this column is required.
 * - `types`: what is wrong with the image; in CSV separated by ";", in JSON an array.
 * - `label`: 0 or false (normal), 1 or true (anomalous); or a word: good, normal, ok, or the one given as `normal`,
 *   is normal, any other word is the defect type. Default: 1 where there are types. With 1 and no type, the type is "anomaly".
 * - `mask`, `part`, `view`, `category` (default: the list's name), `id` (default: the image's path).
 * - `split`: train, validation or test. Without this column `splits` is "none".
 *
 * A label or a mask written as "?", "-", "nan", "n/a", "null", "none", "unknown" or "tbd" is missing.
 *
 * A row with neither label nor types: its mask, if it has one, is opened (about 10 ms for one of 1024 px). The image
 * is anomalous, of type "anomaly", if the mask marks a pixel, and normal if it marks none. Without a
 * mask the image is normal in a list that has types and no labels, because a row without types shows none,
 * and in a list of images alone; else its label is unknown. A list with a column that is not among the above is no
 * list of images alone: the column may say which are normal. `warnings` say how many, and name such columns.
 *
 * @param file - The list; its name ends in `.csv` or `.jsonl`.
 * @param options - `normal` is the label of normal images; `masks` is the folder of the masks of
 *   images whose row names none (see `LayoutOptions`).
 * @throws {RangeError} If the file is neither `.csv` nor `.jsonl`.
 * @throws {Error} If the file cannot be read, a row is wrong (the message says which), no row has the
 *   label `normal`, or `masks` is not inside the root or fits no image.
 *
 * @example
 * const manifest = await manifestFrom("parts.csv", { root: "images", normal: "gut" });
 */
export async function manifestFrom(
  file: string,
  {
    root = folderOf(file),
    separator = ";",
    delimiter,
    normal,
    masks,
    allowOutside = false,
  }: ManifestFromOptions = {},
): Promise<Manifest> {
  const name = stemOf(basename(file));
  const rows = await readList(file, delimiter);
  if (rows.length === 0) throw new Error(`manifestFrom: expected images in ${file}, got none`);
  const ids = new Set<string>();
  const samples = rows.map((row, i) => {
    const wrong = (problem: string) =>
      new Error(`manifestFrom: expected ${problem} in row ${i + 1} of ${file}`);
    const pathOf = (path: string) => below(root, path, allowOutside, wrong);
    const sample = sampleOf(row, { name, separator, normal, pathOf }, wrong);
    if (ids.has(sample.id)) throw wrong(`an id of its own, got "${sample.id}" again`);
    ids.add(sample.id);
    return sample;
  });
  if (masks !== undefined) await findMasks(samples, root, masks);
  if (!allowOutside) refuseOutside("manifestFrom", { samples, root: absolutePlace(root) });
  const told = await labelRows({ root, file, normal }, rows, samples);
  checkNormalName("manifestFrom", file, normal, rows.flatMap(wordsOf(separator)), "label");
  return {
    name,
    root: absolutePlace(root),
    layout: extname(file).slice(1),
    defectTypes: [...new Set(samples.flatMap((sample) => sample.defectTypes))].sort(),
    categories: [...new Set(samples.map((sample) => sample.category))],
    samples,
    splits: rows.some((row) => given(row.split)) ? "published" : "none",
    ...(told.warnings.length > 0 && { warnings: told.warnings }),
    origin: {
      normal: told.normal,
      types: "the columns types and label",
      masks: masks === undefined ? "the column mask" : `the column mask, else ${masks}`,
    },
  };
}

/** Gives each sample that is not normal and has no mask the one of its name in a folder. */
async function findMasks(samples: Sample[], root: string, masks: string): Promise<void> {
  const inside = await maskFolder("manifestFrom", root, masks);
  const find = masksIn(root, inside);
  for (const sample of samples)
    if (sample.label !== 0 && sample.mask === null)
      Object.assign(sample, masksOf(await find(sample.image)));
  const maybe = samples.map((sample) => ({ ...sample, label: sample.label ?? (1 as const) }));
  refuseUnfit("manifestFrom", root, inside, maybe);
}

/** A path as samples have it: from the root, with "/". */
function below(
  root: string,
  path: string,
  allowOutside: boolean,
  wrong: (problem: string) => Error,
): string {
  const plain = path.replaceAll("\\", "/");
  const inside = fromRoot(root, plain);
  const isOut = isAbsolute(inside) || leadsOut(inside);
  if (isRemote(root) && (isOut || isRemote(inside)))
    throw wrong(`a path below the root ${absolutePlace(root)}, got ${path}`);
  if (isAbsolute(inside) || (isOut && !allowOutside))
    throw wrong(
      `a path below the root ${resolve(root)}, got ${path}; name another { root }, or allow files elsewhere with { allowOutside: true } (--allow-outside),`,
    );
  return inside;
}

/** A path from the root, where it is an absolute one below it; as it is otherwise. */
function fromRoot(root: string, path: string): string {
  if (isInS3(root)) {
    const start = `${absolutePlace(root)}/`;
    return path.startsWith(start) ? path.slice(start.length) : path;
  }
  if (isRemote(root) || !isAbsolute(path)) return path;
  return relative(resolve(root), path).replaceAll("\\", "/");
}

const SPLITS = new Map<string, Split>([
  ["train", "train"],
  ["validation", "validation"],
  ["val", "validation"],
  ["test", "test"],
]);

interface SampleOptions extends KindOptions {
  name: string;
  pathOf: (path: string) => string;
}

function sampleOf(
  row: Row,
  { name, separator, normal, pathOf }: SampleOptions,
  wrong: (problem: string) => Error,
): Sample {
  const text = (key: string) => {
    const value = row[key];
    if (!given(value)) return undefined;
    if (typeof value === "string") return value;
    throw wrong(`text as ${key}, got ${JSON.stringify(value)}`);
  };
  const path = text("image");
  if (path === undefined) throw wrong("an image, got none");
  const image = pathOf(path);
  const mask = isKnown(row.mask) ? text("mask") : undefined;
  const { label, types } = kindOf(row, { separator, normal }, wrong);
  const split = SPLITS.get((text("split") ?? "train").toLowerCase());
  if (split === undefined)
    throw wrong(`split train, validation (or val) or test, got "${text("split")}"`);
  return {
    id: text("id") ?? image,
    category: text("category") ?? name,
    split,
    label,
    defectTypes: types,
    image,
    mask: mask === undefined ? null : pathOf(mask),
    part: text("part"),
    view: text("view"),
  };
}
