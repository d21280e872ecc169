import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { writeWhole } from "@flawlens/files";
import { datasetHash } from "./datasetHash.ts";
import type { Manifest } from "./manifest.ts";
import { absolutePlace, isRemote } from "./remote/location.ts";

/**
 * Saves a manifest as JSON, whole or not at all (see `writeWhole` of `@flawlens/files`).
 * A root at or below the file's folder is stored relative to it, so that the data set
 * can be moved as a whole; any other root is stored as an absolute path. Its
 * `datasetHash` is saved with it, so that a result can be traced to what was on the disk.
 *
 * @param file - Path of the file; missing folders are made.
 * @param manifest - The manifest; not changed.
 * @throws {Error} If the file cannot be written. The message names it and the reason; the previous file is
 *   untouched.
 *
 * @example
 * await saveManifest("out/split.json", splitByPart(tiles, { fractions, random }));
 */
export async function saveManifest(file: string, manifest: Manifest): Promise<void> {
  const root = absolutePlace(manifest.root);
  const below = relative(dirname(resolve(file)), root);
  const inside = !isRemote(root) && !isAbsolute(below) && below.split(sep)[0] !== "..";
  const saved = {
    ...manifest,
    root: inside ? below.split(sep).join("/") || "." : root,
    hash: datasetHash(manifest),
  };
  await writeWhole(file, `${JSON.stringify(saved, null, 1)}\n`, {
    message: (reason) =>
      `saveManifest: expected to write ${file}, got ${reason}; what was there before is untouched`,
  });
}
