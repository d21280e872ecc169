import { isImageName, listIfThere, stemOf } from "./_files.ts";

/**
 * Finds masks in one folder by the stem of their image, `NNN_mask.png` or `NNN.png`,
 * whatever their extension.
 *
 * @param folder - Where to look; finds nothing if it is not there.
 * @param path - The same folder relative to the root, with "/".
 * @returns From an image's stem to its mask's path, or null.
 */
export async function maskFinder(
  folder: string,
  path: string,
): Promise<(stem: string) => string | null> {
  const masks = new Map<string, string>();
  for (const name of (await listIfThere(folder)).files)
    if (isImageName(name)) masks.set(stemOf(name), `${path}/${name}`);
  return (stem) => masks.get(`${stem}_mask`) ?? masks.get(stem) ?? null;
}
