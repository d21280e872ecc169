import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { isMaskFolder } from "./_classes.ts";
import { isFolder } from "./_files.ts";
import { isImageName } from "./isImageName.ts";
import { adviceFor } from "./_unreadFormats.ts";
import { maskFilesOf } from "./_maskFilesOf.ts";
import { isHidden } from "./_names.ts";
import type { CheckLeftOut } from "./datasetCheck.ts";
import type { LeftOut, Manifest } from "./manifest.ts";
import { isRemote } from "./remote/location.ts";

/**
 * The image files below a manifest's root that no sample names, by folder, each with the reason; and
 * the folders that the loader left out although no image lies in them. Hidden folders and what
 * belongs to the data set besides its samples (`besides`) are not looked at.
 *
 * @returns Sorted by path.
 */
export async function leftOutFiles(manifest: Manifest): Promise<CheckLeftOut[]> {
  const groups = new Map<string, { files: string[]; reason: string; folder?: string }>();
  const told = new Set<LeftOut>();
  for (const file of await strayFiles(manifest)) {
    const of = reasonOf(file, manifest.leftOut ?? []);
    const advice = adviceFor(file);
    const reason = advice
      ? `${posix.extname(file).toLowerCase()} is not read; ${advice}`
      : (of?.reason ?? guess(file));
    const key = JSON.stringify([of && !advice ? of.path : posix.dirname(file), reason]);
    const group = groups.get(key) ?? { files: [], reason, folder: advice ? undefined : of?.path };
    if (of) told.add(of);
    groups.set(key, group);
    group.files.push(file);
  }
  const found = [...groups.values()].map(({ files, reason, folder }) => ({
    path: files.length === 1 ? files[0] : `${folder ?? posix.dirname(files[0])}/`,
    images: files.length,
    reason,
  }));
  const empty = (manifest.leftOut ?? []).filter((entry) => !told.has(entry));
  return [
    ...found,
    ...empty.map(({ path, reason }) => ({ path: `${path}/`, images: 0, reason })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files that hold images, or may hold some, and that no sample names; from the root. */
async function strayFiles({ root, samples, besides }: Manifest): Promise<string[]> {
  const known = new Set(besides);
  const named = new Set(samples.flatMap((sample) => [sample.image, ...maskFilesOf(sample)]));
  const isKnown = (path: string, name: string) =>
    isHidden(name) || known.has(name) || known.has(path);
  const stray: string[] = [];
  if (isRemote(root)) return []; // what lies beside the samples is not looked for elsewhere
  if (!(await isFolder(root))) return []; // each image of it is told as missing
  const walk = async (folder: string) => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (isKnown(path, entry.name)) continue; // the files of other categories are not listed
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile() && mayHoldImage(entry.name) && !named.has(path)) stray.push(path);
    }
  };
  await walk("");
  return stray.sort();
}

function mayHoldImage(name: string): boolean {
  return isImageName(name) || adviceFor(name) !== null;
}

/** "a/b/c.png": "a", "a/b" and itself. */
function pathsTo(file: string): string[] {
  const names = file.split("/");
  return names.map((_, i) => names.slice(0, i + 1).join("/"));
}

/** What the loader said about the folder of a file, the innermost one first. */
function reasonOf(file: string, leftOut: readonly LeftOut[]): LeftOut | undefined {
  const paths = posix.dirname(file) === "." ? [".", file] : pathsTo(file);
  return leftOut
    .filter(({ path }) => paths.includes(path))
    .reduce<LeftOut | undefined>(
      (a, b) => (a && a.path.length >= b.path.length ? a : b),
      undefined,
    );
}

function guess(file: string): string {
  const inMasks = posix.dirname(file).split("/").some(isMaskFolder);
  return inMasks ? "a mask that fits no image, or several" : "no sample of the data set names it";
}
