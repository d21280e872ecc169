import { basename } from "node:path";
import { listIfThere } from "./_files.ts";
import { stemOf } from "./_stem.ts";
import { type FindMasks, maskFinder } from "./_maskFinder.ts";
import { nameKey } from "./_names.ts";
import type { Sample } from "./manifest.ts";
import { placeIn } from "./remote/location.ts";

/**
 * Finds the masks of images in a folder that mirrors theirs, wholly or in part: for
 * `nut/test/crack/a.png` in `<masks>/nut/test/crack`, `<masks>/test/crack`, `<masks>/crack`,
 * `<masks>/nut/crack` and `<masks>`, the first that has one. Folders are found in any case.
 *
 * @param root - The data's folder.
 * @param masks - The folder of masks, from `root`, with "/".
 * @returns A map from an image's path to those of its masks, all from `root`; none, one, or several that
 *   mark it together.
 */
export function masksIn(root: string, masks: string): (image: string) => Promise<string[]> {
  const finders = new Map<string, Promise<FindMasks[]>>();
  return async (image) => {
    const names = image.split("/").slice(0, -1);
    const key = names.join("/");
    if (!finders.has(key)) finders.set(key, findersFor(root, masks, names));
    const stem = stemOf(basename(image));
    for (const find of await finders.get(key)!) {
      const found = find(stem).filter((mask) => mask !== image);
      if (found.length > 0) return found;
    }
    return [];
  };
}

async function findersFor(root: string, masks: string, names: string[]) {
  const tails = names.map((_, i) => names.slice(i));
  if (names.length > 2) tails.push([names[0], names.at(-1)!]); // without the split
  const places = await Promise.all([...tails, []].map((tail) => folderAt(root, masks, tail)));
  const there = [...new Set(places.filter((place) => place !== null))];
  return Promise.all(there.map((place) => maskFinder(placeIn(root, place), place)));
}

/** The folder below `from` of these names, whatever their case. */
async function folderAt(root: string, from: string, names: string[]): Promise<string | null> {
  let at = from;
  for (const name of names) {
    const { folders } = await listIfThere(placeIn(root, at));
    const found = folders.find((other) => nameKey(other) === nameKey(name));
    if (found === undefined) return null;
    at = `${at}/${found}`;
  }
  return at;
}

/**
 * Refuses a folder of masks that fits no image.
 *
 * @throws {Error} If there are anomalous samples and none of them has a mask, saying where one
 *   was looked for.
 */
export function refuseUnfit(
  caller: string,
  root: string,
  masks: string,
  samples: readonly Sample[],
): void {
  const anomalous = samples.filter(({ label }) => label === 1);
  if (anomalous.length === 0 || anomalous.some(({ mask }) => mask !== null)) return;
  const { image } = anomalous[0];
  throw new Error(
    `${caller}: expected masks named like their images in ${placeIn(root, masks)}, got none that fits; ` +
      `the mask of ${image} may be ${stemOf(placeIn(masks, image))}_mask.png or ${placeIn(masks, stemOf(basename(image)))}.png`,
  );
}
