import { isAbsolute, resolve } from "node:path";
import { datasetHash } from "./datasetHash.ts";
import { isElsewhere, leadsOut, refuseOutside } from "./_outsidePath.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { readText } from "./_readBytes.ts";
import { absolutePlace, checkRemote, folderOf, isRemote, placeIn } from "./remote/location.ts";

/**
 * Reads a manifest that `saveManifest` wrote, or one written by hand, and checks all of it.
 *
 * @param file - The JSON file.
 * @param options - `root`: where the images are now, if they or the file have moved; `verify`:
 *   whether to look up every file and refuse the manifest if its `datasetHash` differs from the saved
 *   one; `allowOutside`: whether it may name files outside of its root.
 * @returns The manifest with an absolute root; a relative one starts from the file's folder.
 * @throws {Error} If the file cannot be read, is not JSON, is not a manifest, or names
 *   files outside of its root; the message names the file and the first entry that is wrong. With
 *   `verify`, also if files are missing or of another size, entries were changed, or it has no hash.
 */
export async function readManifest(
  file: string,
  {
    root,
    verify = false,
    allowOutside = false,
  }: { root?: string; verify?: boolean; allowOutside?: boolean } = {},
): Promise<Manifest> {
  const text = await readText(file).catch((error: Error) => {
    throw new Error(`readManifest: expected a manifest at ${file}, got ${error.message}`, {
      cause: error,
    });
  });
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `readManifest: expected JSON in ${file}, got ${(error as Error).message}; restore it or make it again`,
      { cause: error },
    );
  }
  const problem = problemOf(manifest, allowOutside);
  if (problem) throw new Error(`readManifest: expected ${problem} in ${file}`);
  const checked = manifest as Manifest;
  const home = absolutePlace(folderOf(file));
  const found = { ...checked, root: root ?? rootFrom(home, checked.root) };
  // What lies beside its images may come from somebody else, links among them.
  if (!allowOutside && !isElsewhere(home, absolutePlace(found.root)))
    refuseOutside("readManifest", found);
  if (verify && datasetHash(found) !== found.hash)
    throw new Error(
      `readManifest: expected the data set of hash ${found.hash ?? "(none saved)"} that ${file} was saved with, ` +
        `got ${datasetHash(found)} at ${found.root}; restore the files, or make and save the manifest again`,
    );
  return found;
}

/** The root that a manifest names. One that is remote itself names no folder outside of its own. */
function rootFrom(home: string, root: string): string {
  if (isRemote(home)) {
    if (!isAbsolute(root) && !isRemote(root)) return placeIn(home, root);
    throw new Error(
      `readManifest: expected a root below ${home} in the manifest there, got ${root}`,
    );
  }
  if (!isRemote(root)) return resolve(home, root);
  checkRemote("readManifest", root);
  return absolutePlace(root);
}

/** The first error in a value that should be a manifest, as "..., got ..."; null if there is none. */
function problemOf(value: unknown, allowOutside: boolean): string | null {
  if (!isRecord(value)) return `an object, got ${show(value)}`;
  for (const key of ["name", "root", "layout"])
    if (typeof value[key] !== "string") return `a string ${key}, got ${show(value[key])}`;
  for (const key of ["defectTypes", "categories"])
    if (!isStrings(value[key])) return `strings in ${key}, got ${show(value[key])}`;
  for (const key of ["warnings", "besides"])
    if (value[key] !== undefined && !isStrings(value[key]))
      return `strings in ${key}, got ${show(value[key])}`;
  if (value.origin !== undefined && !isOrigin(value.origin))
    return `strings normal, types and masks in origin, got ${show(value.origin)}`;
  if (value.leftOut !== undefined && !isLeftOut(value.leftOut))
    return `a path and a reason in each of leftOut, got ${show(value.leftOut)}`;
  if (value.hash !== undefined && typeof value.hash !== "string")
    return `a string hash, got ${show(value.hash)}`;
  if (value.splits !== undefined && !SPLITS_OF.has(value.splits))
    return `splits published, none or made, got ${show(value.splits)}`;
  if (value.maskClasses !== undefined && !isClasses(value.maskClasses))
    return `numbers for each type in maskClasses, got ${show(value.maskClasses)}`;
  if (value.provenance !== undefined && !isRecord(value.provenance))
    return `an object as provenance, got ${show(value.provenance)}`;
  if (value.maskThreshold !== undefined && typeof value.maskThreshold !== "number")
    return `a number maskThreshold, got ${show(value.maskThreshold)}`;
  if (!Array.isArray(value.samples)) return `an array of samples, got ${show(value.samples)}`;
  const types = new Set(value.defectTypes as string[]);
  const categories = new Set(value.categories as string[]);
  const ids = new Set<string>();
  for (const [i, sample] of value.samples.entries()) {
    const problem =
      sampleProblem(sample, types, categories) ??
      (allowOutside ? null : outsideOf(sample as Sample));
    if (problem) return `samples[${i}] with ${problem}`;
    const { id } = sample as Sample;
    if (ids.has(id)) return `samples[${i}] with an id of its own, got ${show(id)} again`;
    ids.add(id);
  }
  return null;
}

function sampleProblem(
  sample: unknown,
  types: ReadonlySet<string>,
  categories: ReadonlySet<string>,
): string | null {
  if (!isRecord(sample)) return `an object, got ${show(sample)}`;
  for (const key of ["id", "image"])
    if (typeof sample[key] !== "string" || sample[key] === "")
      return `a string ${key}, got ${show(sample[key])}`;
  for (const key of ["part", "view"])
    if (sample[key] !== undefined && typeof sample[key] !== "string")
      return `a string ${key} or none, got ${show(sample[key])}`;
  if (sample.mask !== null && typeof sample.mask !== "string")
    return `a string mask or null, got ${show(sample.mask)}`;
  if (sample.moreMasks !== undefined && (!isStrings(sample.moreMasks) || sample.mask === null))
    return `paths in moreMasks besides a mask, got ${show(sample.moreMasks)}`;
  if (typeof sample.category !== "string" || !categories.has(sample.category))
    return `a category among categories, got ${show(sample.category)}`;
  if (!SPLITS.has(sample.split))
    return `split train, validation or test, got ${show(sample.split)}`;
  if (sample.label !== 0 && sample.label !== 1 && sample.label !== null)
    return `label 0, 1 or null, got ${show(sample.label)}`;
  if (!isStrings(sample.defectTypes) || !sample.defectTypes.every((type) => types.has(type)))
    return `defectTypes among the manifest's, got ${show(sample.defectTypes)}`;
  if (sample.label !== 1 && sample.defectTypes.length > 0)
    return `no defectTypes as its label is ${sample.label}, got ${show(sample.defectTypes)}`;
  return null;
}

function outsideOf(sample: Sample): string | null {
  const { image, mask, moreMasks = [] } = sample;
  for (const [key, path] of [
    ["image", image],
    ["mask", mask],
    ...moreMasks.map((path) => ["moreMasks", path]),
  ])
    if (path !== null && leadsOut(path)) return `a path ${key} inside the root, got ${show(path)}`;
  return null;
}

const SPLITS = new Set<unknown>(["train", "validation", "test"]);
const SPLITS_OF = new Set<unknown>(["published", "none", "made"]);

function isClasses(value: unknown): boolean {
  const isNumber = (item: unknown) => typeof item === "number";
  return (
    isRecord(value) &&
    Object.values(value).every((values) => Array.isArray(values) && values.every(isNumber))
  );
}

function isOrigin(value: unknown): boolean {
  return isRecord(value) && ["normal", "types", "masks"].every((key) => isString(value[key]));
}

function isLeftOut(value: unknown): boolean {
  const isEntry = (item: unknown) => isRecord(item) && isString(item.path) && isString(item.reason);
  return Array.isArray(value) && value.every(isEntry);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isString);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
