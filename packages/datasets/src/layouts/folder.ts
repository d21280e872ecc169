import { basename, join, resolve } from "node:path";
import { checkNormalName } from "../_checkNormalName.ts";
import { classImages } from "../_classImages.ts";
import { isImageFolder, isMaskFolder, isNormalClass } from "../_classes.ts";
import { list, listIfThere, stemOf } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { maskFinder } from "../_maskFinder.ts";
import { masksIn, refuseUnfit } from "../_masksIn.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { LeftOut, Manifest, Sample } from "../manifest.ts";

/**
 * A plain folder: one folder of images for each class. The folders `good`, `normal` and `ok` hold
 * normal images; every other name is a defect type. Only-normal data are read as well. The mask of
 * `crack/a.jpg` is looked for, in this order, at `crack/a_mask.*`, `crack/ground_truth/`,
 * `crack/masks/`, `ground_truth/crack/` and `masks/crack/` (there as `a_mask.*` or `a.*`). There is
 * no split: see `splitByPart`.
 *
 * @param root - The folder.
 * @param options - `normal`: the name of the folder of normal images, in place of the known ones;
 *   `masks`: the folder that holds all masks, in place of the usual ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened. Its `warnings` name missing masks and what was left out.
 * @throws {Error} If it holds no class folder, one of them has no image, two images have one name,
 *   no folder bears the name `normal`, or `masks` is not inside it or fits no image.
 */
export async function folder(
  root: string,
  { normal, masks }: LayoutOptions = {},
): Promise<Manifest> {
  const { folders, files } = await list(root);
  const given = masks === undefined ? undefined : await maskFolder("folder", root, masks);
  const classes: string[] = [];
  for (const name of folders)
    if (!isMaskFolder(name) && !(await isOnlyForMasks(root, name, given))) classes.push(name);
  if (classes.length === 0)
    throw new Error(
      `folder: expected ${root} to hold a folder of images for each class (good, scratch, ...), got no folder`,
    );
  checkNormalName("folder", root, normal, classes, "folder");
  const name = basename(resolve(root));
  const maskFolders = folders.filter(isMaskFolder);
  const found: Found = { samples: [], leftOut: [], besides: [] };
  const of = { root, normal, given, maskFolders, category: name };
  for (const type of classes) await readClass(found, { ...of, type });
  const { samples, leftOut, besides } = found;
  if (given !== undefined) refuseUnfit("folder", root, given, samples);
  if (files.some(isImageName))
    leftOut.push({ path: ".", reason: "an image outside of the class folders has no class" });
  return {
    name,
    root,
    layout: "folder",
    defectTypes: classes.filter((type) => !isNormalClass(type, normal)),
    categories: [name],
    samples,
    splits: "none",
    ...layoutWarnings("folder", samples, leftOut),
    ...(besides.length > 0 && { besides }),
    origin: {
      normal: `images in the folders named ${normal ?? "good, normal or ok"}`,
      types: "the names of the other folders",
      masks: given ?? "beside the images, or in a folder masks or ground_truth",
    },
  };
}

/** Whether a folder is that of the masks, or holds nothing but it. */
async function isOnlyForMasks(root: string, name: string, given?: string): Promise<boolean> {
  if (given === name) return true;
  return leadsTo(name, given) && !(await list(join(root, name))).files.some(isImageName);
}

interface Found {
  samples: Sample[];
  leftOut: LeftOut[];
  /** Masks of normal images, and masks that `masks` takes the place of. */
  besides: string[];
}

interface ClassFolder {
  root: string;
  type: string;
  category: string;
  normal?: string;
  /** Folder of all masks, if it was named. */
  given?: string;
  maskFolders: string[];
}

async function readClass(found: Found, of: ClassFolder): Promise<void> {
  const { root, type, category, given } = of;
  const { images, masks, left } = await classImages("folder", join(root, type));
  for (const path of left.map((name) => `${type}/${name}`))
    if (!leadsTo(path, given))
      found.leftOut.push({ path, reason: "folders inside a class folder are not read" });
  const places = await placesOf(of);
  const beside = [...masks.values()].map((mask) => `${type}/${mask}`);
  const usual = await Promise.all(places.map((at) => maskFinder(join(root, at), at)));
  const named = given === undefined ? undefined : masksIn(root, given);
  const maskOf = async (name: string) => {
    if (named) return named(`${type}/${name}`);
    const mask = masks.get(stemOf(name));
    if (mask !== undefined) return `${type}/${mask}`;
    return usual.reduce<string | null>((mask, find) => mask ?? find(stemOf(name)), null);
  };
  const normal = isNormalClass(type, of.normal);
  if (normal || named) found.besides.push(...places, ...beside);
  for (const name of images) {
    const mask = normal && !named ? null : await maskOf(name);
    if (normal && mask !== null) found.besides.push(mask);
    found.samples.push({
      id: `${type}/${stemOf(name)}`,
      category,
      split: "train",
      label: normal ? 0 : 1,
      defectTypes: normal ? [] : [type],
      image: `${type}/${name}`,
      mask: normal ? null : mask,
    });
  }
}

/** The usual folders of a class's masks: inside it, and of its name in a folder of masks. */
async function placesOf({ root, type, maskFolders }: ClassFolder): Promise<string[]> {
  const own = (await list(join(root, type))).folders.filter(isMaskFolder);
  const places = own.map((name) => `${type}/${name}`);
  for (const name of maskFolders)
    for (const inside of (await listIfThere(join(root, name))).folders)
      if (inside.toLowerCase() === type.toLowerCase()) places.push(`${name}/${inside}`);
  return places;
}

export const folderLayout: Layout = {
  name: "folder",
  looksLike: "good/* (or normal/, ok/), <type>/*, masks optional in masks/<type>/*",
  options: ["normal", "masks"],
  async detect(root, { normal, masks } = {}) {
    const filled: string[] = [];
    for (const name of (await list(root)).folders)
      if (!isMaskFolder(name) && name !== masks)
        if ((await list(join(root, name))).files.some(isImageName)) filled.push(name);
    // "images" alone is no class: see flatFolder
    const unnamed = normal === undefined || !filled.some((name) => isNormalClass(name, normal));
    return filled.length > 1 || (filled.length === 1 && !(isImageFolder(filled[0]) && unnamed));
  },
  load: folder,
};
