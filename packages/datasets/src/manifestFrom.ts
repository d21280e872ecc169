import { readFile } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, relative, resolve } from "node:path";
import { stemOf } from "./_files.ts";
import type { Manifest, Sample, Split } from "./manifest.ts";
import { readCsv } from "./_readCsv.ts";

export interface ManifestFromOptions {
  /** Where the images' paths start; the file's folder by default. */
  root?: string;
  /** Between the types of one image in a CSV cell. */
  separator?: string;
  /** Between the cells of a CSV file: "," by default; ";" or a tab as some spreadsheets write. */
  delimiter?: string;
}

/**
 * A manifest from a list of one's own: a CSV file with a header, or a JSON object a line (`.jsonl`).
 * Columns, or keys:
 *
 * - `image`: path below the root (or a whole one that leads there), with "/" or "\\"; the only one that must be there.
 * - `types`: what is wrong with it; in CSV separated by ";", in JSON an array. None: normal.
 * - `label`: 0 or 1; by default 1 where there are types. With 1 and no type, the type is "anomaly".
 * - `mask`, `part`, `view`, `category` (default: the file's name), `id` (default: the image's path).
 * - `split`: train, validation or test. Without it `splits` is "none".
 *
 * @param file - Ends in `.csv` or `.jsonl`.
 * @throws {Error} If the file cannot be read, or a row is wrong; the message says which.
 *
 * @example
 * const manifest = await manifestFrom("parts.csv", { root: "images" });
 */
export async function manifestFrom(
  file: string,
  { root = dirname(file), separator = ";", delimiter }: ManifestFromOptions = {},
): Promise<Manifest> {
  const name = stemOf(basename(file));
  const rows = await readRows(file, delimiter);
  if (rows.length === 0) throw new Error(`manifestFrom: expected images in ${file}, got none`);
  const ids = new Set<string>();
  const samples = rows.map((row, i) => {
    const wrong = (problem: string) =>
      new Error(`manifestFrom: expected ${problem} in row ${i + 1} of ${file}`);
    const pathOf = (path: string) => below(root, path, wrong);
    const sample = sampleOf(row, { name, separator, pathOf }, wrong);
    if (ids.has(sample.id)) throw wrong(`an id of its own, got "${sample.id}" again`);
    ids.add(sample.id);
    return sample;
  });
  return {
    name,
    root: resolve(root),
    layout: extname(file).slice(1),
    defectTypes: [...new Set(samples.flatMap((sample) => sample.defectTypes))].sort(),
    categories: [...new Set(samples.map((sample) => sample.category))],
    samples,
    splits: rows.some((row) => given(row.split)) ? "published" : "none",
  };
}

/** A path as samples have it: from the root, with "/". */
function below(root: string, path: string, wrong: (problem: string) => Error): string {
  const plain = path.replaceAll("\\", "/");
  if (!isAbsolute(plain)) return plain;
  const inside = relative(resolve(root), plain).replaceAll("\\", "/");
  if (inside.startsWith("../") || isAbsolute(inside))
    throw wrong(`a path below the root ${resolve(root)}, got ${path}; say { root },`);
  return inside;
}

type Row = Record<string, unknown>;

const given = (value: unknown) => value !== undefined && value !== null && value !== "";

async function readRows(file: string, delimiter?: string): Promise<Row[]> {
  const extension = extname(file).toLowerCase();
  if (extension === ".csv") return readCsv("manifestFrom", file, ["image"], delimiter);
  if (extension !== ".jsonl")
    throw new RangeError(`manifestFrom: expected a .csv or .jsonl file, got ${file}`);
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Error(`manifestFrom: expected a list at ${file}, got ${error.message}`, {
      cause: error,
    });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      row = null;
    }
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new Error(
        `manifestFrom: expected a JSON object in row ${i + 1} of ${file}, got ${line.slice(0, 60)}`,
      );
    return row as Row;
  });
}

function sampleOf(
  row: Row,
  {
    name,
    separator,
    pathOf,
  }: { name: string; separator: string; pathOf: (path: string) => string },
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
  const mask = text("mask");
  const types = typesOf(row.types, separator, wrong);
  const label = given(row.label) ? Number(row.label) : types.length > 0 ? 1 : 0;
  if (label !== 0 && label !== 1) throw wrong(`label 0 or 1, got ${JSON.stringify(row.label)}`);
  if (label === 0 && types.length > 0)
    throw wrong(`no types as its label is 0, got ${types.join(", ")}`);
  const split = text("split") ?? "train";
  if (!["train", "validation", "test"].includes(split))
    throw wrong(`split train, validation or test, got "${split}"`);
  return {
    id: text("id") ?? image,
    category: text("category") ?? name,
    split: split as Split,
    label,
    defectTypes: label === 1 && types.length === 0 ? ["anomaly"] : types,
    image,
    mask: mask === undefined ? null : pathOf(mask),
    part: text("part"),
    view: text("view"),
  };
}

function typesOf(value: unknown, separator: string, wrong: (problem: string) => Error): string[] {
  if (!given(value)) return [];
  const types = typeof value === "string" ? value.split(separator) : value;
  if (!Array.isArray(types) || !types.every((type) => typeof type === "string"))
    throw wrong(`types as text, got ${JSON.stringify(value)}`);
  return [...new Set(types.map((type) => type.trim()))].filter((type) => type !== "");
}
