import { realpathSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import { maskFilesOf } from "./_maskFilesOf.ts";
import { statIfThere } from "./_statIfThere.ts";
import type { Manifest } from "./manifest.ts";
import { isRemote } from "./remote/location.ts";

/**
 * Refuses a manifest that names images or masks outside of its root, by their paths or by links on the way.
 * Looks each file up, about 5 µs.
 *
 * @param caller - Named in errors.
 * @throws {Error} With the first such path.
 */
export function refuseOutside(
  caller: string,
  { samples, root }: Pick<Manifest, "samples" | "root">,
): void {
  for (const sample of samples)
    for (const path of [sample.image, ...maskFilesOf(sample)])
      if (leadsOut(path)) throw outside(caller, root, path);
  if (!isRemote(root)) refuseLinks(caller, { samples, root });
}

/** Refuses links to files outside: a list, and the links beside it, may come from somebody else. */
function refuseLinks(caller: string, { samples, root }: Pick<Manifest, "samples" | "root">): void {
  const home = realPathOf(root);
  if (home === null) return;
  const folders = new Map<string, boolean>();
  const isOutside = (path: string) => {
    const real = realPathOf(join(root, path));
    return real !== null && isElsewhere(home, real);
  };
  for (const sample of samples)
    for (const path of [sample.image, ...maskFilesOf(sample)]) {
      const folder = posix.dirname(path.replaceAll("\\", "/"));
      const known = folders.get(folder) ?? isOutside(folder);
      folders.set(folder, known);
      const link = statIfThere(join(root, path), { links: "look" })?.isSymbolicLink();
      if (known || (link && isOutside(path)))
        throw outside(caller, root, `${path}, which is a link to a file elsewhere`);
    }
}

function outside(caller: string, root: string, path: string): Error {
  return new Error(
    `${caller}: expected only files inside ${root}, got ${path}; move the files into it and correct the path, ` +
      `or allow files elsewhere with { allowOutside: true } (--allow-outside)`,
  );
}

/** Whether a path lies outside of a folder; both absolute, or addresses. */
export function isElsewhere(folder: string, path: string): boolean {
  if (isRemote(folder) || isRemote(path)) return !`${path}/`.startsWith(`${folder}/`);
  const below = relative(folder, path);
  return below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below);
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null; // it is not there, which is told where it is read
  }
}

/** Whether a path with "/" or "\\" leaves the folder that it starts from. */
export function leadsOut(path: string): boolean {
  const plain = posix.normalize(path.replaceAll("\\", "/"));
  return plain === ".." || plain.startsWith("../");
}
