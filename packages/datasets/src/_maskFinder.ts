import { join } from "node:path";
import { listIfThere, stemOf } from "./_files.ts";
import { isImageName } from "./isImageName.ts";

/** What the name of a mask adds to that of its image, the usual form first. */
export const MASK_SUFFIXES = ["_mask", "", "_gt", "_GT", "_label", "-mask"];

/**
 * Finds masks in one folder by the stem of their image: `NNN_mask.png`, `NNN.png`, `NNN_gt.png` or
 * `NNN_label.png`, whatever their extension and case, or the only image in a folder `NNN`.
 *
 * @param folder - Where to look; finds nothing if it is not there.
 * @param path - The same folder relative to the root, with "/".
 * @param several - Receives the folders `NNN` that hold more than one mask; these masks are not used.
 * @returns From an image's stem to its mask's path, or null.
 */
export async function maskFinder(
  folder: string,
  path: string,
  several: string[] = [],
): Promise<(stem: string) => string | null> {
  const masks = new Map<string, string>();
  const { files, folders } = await listIfThere(folder);
  for (const name of folders) {
    const inside = (await listIfThere(join(folder, name))).files.filter(isImageName);
    if (inside.length === 1) masks.set(name.toLowerCase(), `${path}/${name}/${inside[0]}`);
    if (inside.length > 1) several.push(`${path}/${name}`);
  }
  for (const name of files)
    if (isImageName(name)) masks.set(stemOf(name).toLowerCase(), `${path}/${name}`);
  return (stem) => {
    for (const suffix of MASK_SUFFIXES) {
      const mask = masks.get((stem + suffix).toLowerCase());
      if (mask !== undefined) return mask;
    }
    return null;
  };
}
