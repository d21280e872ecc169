import { basename, join, resolve } from "node:path";
import { isNormalClass } from "../_classes.ts";
import { isImageName, list, stemOf } from "../_files.ts";
import type { Layout } from "../layout.ts";
import type { Manifest, Sample } from "../manifest.ts";
import { maskFinder } from "../_maskFinder.ts";

const MASK_FOLDERS = ["masks", "ground_truth"];

/**
 * A plain folder: one folder of images for each class. `good`, `normal` or `ok` holds the
 * normal images; every other name is a defect type. The mask of `crack/a.jpg` is looked for, in this
 * order, at `crack/a_mask.*`, `crack/masks/`, `crack/ground_truth/`, `masks/crack/` and
 * `ground_truth/crack/` (there as `a_mask.*` or `a.*`). There is no split: see `splitByPart`.
 *
 * @param root - The folder.
 * @returns The manifest; no image is opened.
 * @throws {Error} If it holds no class folder, one of them has no image, or two images have one name.
 */
export async function folder(root: string): Promise<Manifest> {
  const classes = (await list(root)).folders.filter((name) => !MASK_FOLDERS.includes(name));
  if (classes.length === 0)
    throw new Error(
      `folder: expected ${root} to hold a folder of images for each class (good, scratch, ...), got no folder`,
    );
  const name = basename(resolve(root));
  const samples: Sample[] = [];
  for (const type of classes) samples.push(...(await readClass(root, type, name)));
  const unmasked = samples.filter((sample) => sample.label === 1 && !sample.mask).length;
  return {
    name,
    root,
    layout: "folder",
    defectTypes: classes.filter((type) => !isNormalClass(type)),
    categories: [name],
    samples,
    splits: "none",
    ...(unmasked > 0 && { warnings: [`folder: ${unmasked} anomalous images have no mask`] }),
  };
}

async function readClass(root: string, type: string, category: string): Promise<Sample[]> {
  const files = (await list(join(root, type))).files.filter(isImageName);
  const beside = new Map(
    files
      .filter((name) => stemOf(name).endsWith("_mask"))
      .map((name) => [stemOf(name).slice(0, -"_mask".length), name]),
  );
  const images = files.filter((name) => !stemOf(name).endsWith("_mask"));
  if (images.length === 0)
    throw new Error(
      `folder: expected images in ${join(root, type)}, got none; remove the folder or fill it`,
    );
  const places = [
    ...MASK_FOLDERS.map((masks) => `${type}/${masks}`),
    ...MASK_FOLDERS.map((masks) => `${masks}/${type}`),
  ];
  const finders = await Promise.all(places.map((at) => maskFinder(join(root, at), at)));
  const normal = isNormalClass(type);
  const seen = new Map<string, string>();

  return images.map((name) => {
    const stem = stemOf(name);
    const other = seen.get(stem);
    if (other !== undefined)
      throw new Error(
        `folder: expected one image named ${stem} in ${join(root, type)}, got ${other} and ${name}; ` +
          `a mask beside its image is named ${stem}_mask.png`,
      );
    seen.set(stem, name);
    const near = beside.get(stem);
    const mask = near
      ? `${type}/${near}`
      : finders.reduce<string | null>((found, find) => found ?? find(stem), null);
    return {
      id: `${type}/${stem}`,
      category,
      split: "train",
      label: normal ? 0 : 1,
      defectTypes: normal ? [] : [type],
      image: `${type}/${name}`,
      mask: normal ? null : mask,
    };
  });
}

export const folderLayout: Layout = {
  name: "folder",
  looksLike: "good/* (or normal/, ok/), <type>/*, masks optional in masks/<type>/*",
  async detect(root) {
    for (const name of (await list(root)).folders)
      if (!MASK_FOLDERS.includes(name) && (await list(join(root, name))).files.some(isImageName))
        return true;
    return false;
  },
  load: folder,
};
