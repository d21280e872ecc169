import { basename, join, resolve } from "node:path";
import { isNormalClass } from "../_classes.ts";
import { isFolder, isImageName, list, stemOf } from "../_files.ts";
import type { Layout } from "../layout.ts";
import type { Manifest, Sample, Split } from "../manifest.ts";
import { maskFinder } from "../_maskFinder.ts";

const SPLITS: Record<string, Split> = { train: "train", validation: "validation", test: "test" };

/**
 * MVTec AD's layout (Bergmann et al. 2019): `<category>/train/good/*`, `<category>/test/<type>/*`,
 * masks `<category>/ground_truth/<type>/NNN_mask.png`. Also read: masks named like their image,
 * images of any extension, a `validation` folder, defects among the training images, `normal`
 * or `ok` for `good`.
 *
 * @param root - One category's folder, or the folder of all categories; other folders in it are left alone.
 * @returns The manifest; no image is opened.
 * @throws {Error} If no category is found, a class folder is empty, or one mask fits two images.
 */
export async function mvtecAd(root: string): Promise<Manifest> {
  const samples: Sample[] = [];
  const single = await isCategory(root);
  const name = basename(resolve(root));
  const categories: string[] = [];
  for (const category of single ? [""] : (await list(root)).folders) {
    const folder = join(root, category);
    if (!single && !(await isCategory(folder))) continue;
    categories.push(category || name);
    samples.push(...(await readCategory(folder, category, category || name)));
  }
  if (categories.length === 0)
    throw new Error(
      `mvtecAd: expected ${root} to be a category (with train/ or test/) or to hold some, got neither`,
    );
  refuseSharedMasks(samples);

  const unmasked = samples.filter((sample) => sample.label === 1 && !sample.mask).length;
  return {
    name,
    root,
    layout: "mvtec-ad",
    defectTypes: [...new Set(samples.flatMap((sample) => sample.defectTypes))].sort(),
    categories,
    samples,
    splits: "published",
    ...(unmasked > 0 && { warnings: [`mvtecAd: ${unmasked} anomalous images have no mask`] }),
  };
}

async function readCategory(folder: string, path: string, category: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  const prefix = path ? `${path}/` : "";
  for (const [splitFolder, split] of Object.entries(SPLITS)) {
    if (!(await isFolder(join(folder, splitFolder)))) continue;
    for (const type of (await list(join(folder, splitFolder))).folders) {
      const images = (await list(join(folder, splitFolder, type))).files.filter(isImageName);
      if (images.length === 0)
        throw new Error(
          `mvtecAd: expected images in ${folder}/${splitFolder}/${type}, got none; remove the folder or fill it`,
        );
      const normal = isNormalClass(type);
      const masks = `${prefix}ground_truth/${type}`;
      const maskOf = await maskFinder(join(folder, "ground_truth", type), masks);
      for (const name of images)
        samples.push({
          id: `${category}/${splitFolder}/${type}/${stemOf(name)}`,
          category,
          split,
          label: normal ? 0 : 1,
          defectTypes: normal ? [] : [type],
          image: `${prefix}${splitFolder}/${type}/${name}`,
          mask: normal ? null : maskOf(stemOf(name)),
        });
    }
  }
  return samples;
}

/** Masks lie outside the splits, so `train/x/001.png` and `test/x/001.png` would claim the same one. */
function refuseSharedMasks(samples: readonly Sample[]): void {
  const owner = new Map<string, string>();
  for (const { mask, image } of samples) {
    if (mask === null) continue;
    const other = owner.get(mask);
    if (other !== undefined)
      throw new Error(
        `mvtecAd: expected one image for ${mask}, got ${other} and ${image}; rename one`,
      );
    owner.set(mask, image);
  }
}

async function isCategory(folder: string): Promise<boolean> {
  for (const split of Object.keys(SPLITS)) if (await isFolder(join(folder, split))) return true;
  return false;
}

export const mvtecAdLayout: Layout = {
  name: "mvtec-ad",
  looksLike:
    "train/good/*, test/<type>/*, ground_truth/<type>/*_mask.png, or folders that each hold these",
  async detect(root) {
    if (await isCategory(root)) return true;
    for (const name of (await list(root)).folders)
      if (await isCategory(join(root, name))) return true;
    return false;
  },
  load: mvtecAd,
};
