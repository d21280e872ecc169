import { join } from "node:path";
import { classImages } from "../_classImages.ts";
import { isMaskFolder, isNormalClass, plainName } from "../_classes.ts";
import { list, listIfThere, stemOf } from "../_files.ts";
import { leadsTo } from "../_maskFolder.ts";
import { maskFinder } from "../_maskFinder.ts";
import type { LeftOut, Sample, Split } from "../manifest.ts";

/** Why a folder of several masks is left out. */
export const SEVERAL = "several masks of one image; join them into one";

/** What is found while a data set is read. */
export interface Found {
  samples: Sample[];
  /** Names of the class folders, one for each that was read. */
  types: string[];
  leftOut: LeftOut[];
  /** Masks of normal images, masks that `masks` takes the place of, and other views of images. */
  besides: string[];
}

/** What a reader has to know about the whole data set. */
export interface Reading {
  root: string;
  normal?: string;
  /** Folder of all masks, if it was named, and how to find masks in it. */
  given?: string;
  named?: (image: string) => Promise<string | null>;
}

/** One folder of images of one type, on one side. */
export interface ClassFolder extends Reading {
  path: string;
  splitFolder: string;
  split: Split;
  type: string;
  category: string;
  maskFolders: string[];
}

/**
 * Reads the images of a class folder, and finds their masks.
 *
 * @param found - What was found is added to it.
 */
export async function readClass(found: Found, of: ClassFolder): Promise<void> {
  const { root, path, splitFolder, split, type, category, named } = of;
  const at = `${path}${splitFolder}/${type}`;
  const { folders } = await list(join(root, at));
  const colour = folders.find((name) => plainName(name) === "rgb"); // MVTec 3D-AD
  const from = colour ? `${at}/${colour}` : at;
  const { images, masks, left } = await classImages("mvtecAd", join(root, from));
  for (const path of left.map((name) => `${from}/${name}`))
    if (!leadsTo(path, of.given))
      found.leftOut.push({ path, reason: "folders inside a class folder are not read" });
  const own = folders.filter(isMaskFolder).map((name) => `${at}/${name}`);
  if (colour)
    found.besides.push(...folders.filter((name) => name !== colour && !isMaskFolder(name)));

  const places = [...own, ...(await foldersOf(of))];
  const normal = isNormalClass(type, of.normal);
  if (normal || named) {
    const beside = [...masks.values()].map((mask) => `${from}/${mask}`);
    found.besides.push(...places, ...beside);
  }
  const several: string[] = [];
  const usual =
    normal || named
      ? []
      : await Promise.all(places.map((place) => maskFinder(join(root, place), place, several)));
  found.leftOut.push(...several.map((path) => ({ path, reason: SEVERAL })));
  const maskOf = async (name: string) => {
    if (named) return named(`${from}/${name}`);
    const mask = masks.get(stemOf(name));
    if (mask !== undefined) return `${from}/${mask}`;
    return usual.reduce<string | null>((mask, find) => mask ?? find(stemOf(name)), null);
  };
  for (const name of images) {
    const mask = normal && !named ? null : await maskOf(name);
    if (normal && mask !== null) found.besides.push(mask);
    found.samples.push({
      id: `${category}/${splitFolder}/${type}/${stemOf(name)}`,
      category,
      split,
      label: normal ? 0 : 1,
      defectTypes: normal ? [] : [type],
      image: `${from}/${name}`,
      mask: normal ? null : mask,
    });
  }
}

/** The folders of a type's masks: below ground_truth, its name in any case. */
async function foldersOf({ root, type, maskFolders }: ClassFolder): Promise<string[]> {
  const there: string[] = [];
  for (const masks of maskFolders)
    for (const name of (await listIfThere(join(root, masks))).folders)
      if (name.toLowerCase() === type.toLowerCase()) there.push(`${masks}/${name}`);
  return there;
}
