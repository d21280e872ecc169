import { basename, join, resolve } from "node:path";
import { classImages } from "../_classImages.ts";
import { isMaskFolder, isNormalClass } from "../_classes.ts";
import { isImageName, list, listIfThere, stemOf } from "../_files.ts";
import type { Layout } from "../layout.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import type { Manifest, Sample } from "../manifest.ts";
import { maskFinder } from "../_maskFinder.ts";

/**
 * A plain folder: one folder of images for each class. `good`, `normal` or `ok` holds the
 * normal images; every other name is a defect type. The mask of `crack/a.jpg` is looked for, in this
 * order, at `crack/a_mask.*`, `crack/ground_truth/`, `crack/masks/`, `ground_truth/crack/` and
 * `masks/crack/` (there as `a_mask.*` or `a.*`). There is no split: see `splitByPart`.
 *
 * @param root - The folder.
 * @returns The manifest; no image is opened. Its `warnings` name missing masks and folders left alone.
 * @throws {Error} If it holds no class folder, one of them has no image, or two images have one name.
 */
export async function folder(root: string): Promise<Manifest> {
  const { folders } = await list(root);
  const classes = folders.filter((name) => !isMaskFolder(name));
  if (classes.length === 0)
    throw new Error(
      `folder: expected ${root} to hold a folder of images for each class (good, scratch, ...), got no folder`,
    );
  const name = basename(resolve(root));
  const found: Found = { samples: [], left: [], besides: [] };
  for (const type of classes)
    await readClass(found, {
      root,
      type,
      category: name,
      maskFolders: folders.filter(isMaskFolder),
    });
  const { samples, left, besides } = found;
  return {
    name,
    root,
    layout: "folder",
    defectTypes: classes.filter((type) => !isNormalClass(type)),
    categories: [name],
    samples,
    splits: "none",
    ...layoutWarnings("folder", samples, left),
    ...(besides.length > 0 && { besides }),
  };
}

interface Found {
  samples: Sample[];
  /** Folders that nobody reads. */
  left: string[];
  /** Masks of normal images. */
  besides: string[];
}

async function readClass(
  found: Found,
  of: { root: string; type: string; category: string; maskFolders: string[] },
): Promise<void> {
  const { root, type, category } = of;
  const { images, masks, left } = await classImages("folder", join(root, type));
  found.left.push(...left.map((name) => `${type}/${name}`));
  const places = (await list(join(root, type))).folders
    .filter(isMaskFolder)
    .map((name) => `${type}/${name}`);
  for (const name of of.maskFolders)
    for (const inside of (await listIfThere(join(root, name))).folders)
      if (inside.toLowerCase() === type.toLowerCase()) places.push(`${name}/${inside}`);
  const finders = await Promise.all(places.map((at) => maskFinder(join(root, at), at)));
  const maskOf = (stem: string) => {
    const beside = masks.get(stem);
    if (beside !== undefined) return `${type}/${beside}`;
    return finders.reduce<string | null>((mask, find) => mask ?? find(stem), null);
  };
  const normal = isNormalClass(type);
  if (normal)
    found.besides.push(...places, ...[...masks.values()].map((mask) => `${type}/${mask}`));
  for (const name of images)
    found.samples.push({
      id: `${type}/${stemOf(name)}`,
      category,
      split: "train",
      label: normal ? 0 : 1,
      defectTypes: normal ? [] : [type],
      image: `${type}/${name}`,
      mask: normal ? null : maskOf(stemOf(name)),
    });
}

export const folderLayout: Layout = {
  name: "folder",
  looksLike: "good/* (or normal/, ok/), <type>/*, masks optional in masks/<type>/*",
  async detect(root) {
    for (const name of (await list(root)).folders)
      if (!isMaskFolder(name) && (await list(join(root, name))).files.some(isImageName))
        return true;
    return false;
  },
  load: folder,
};
