import { basename, join, resolve } from "node:path";
import { classImages } from "../_classImages.ts";
import { isMaskFolder, isNormalClass, plainName } from "../_classes.ts";
import { isImageName, list, listIfThere, stemOf } from "../_files.ts";
import type { Layout } from "../layout.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import type { Manifest, Sample, Split } from "../manifest.ts";
import { maskFinder } from "../_maskFinder.ts";

const SPLITS = new Map<string, Split>([
  ["train", "train"],
  ["training", "train"],
  ["validation", "validation"],
  ["val", "validation"],
  ["test", "test"],
  ["testing", "test"],
]);

/**
 * MVTec AD's layout (Bergmann et al. 2019): `<category>/train/good/*`, `<category>/test/<type>/*`,
 * masks `<category>/ground_truth/<type>/NNN_mask.png`. Also read: folder names in any case, `val`,
 * `validation` and `training`, `normal` or `ok` for `good`, images of any extension, defects among
 * the training images; masks under `masks` or `gt`, beside their image or named like it, with `_gt` or
 * `_label`, of any extension, or alone in a folder of the image's name (MVTec LOCO); MVTec 3D-AD's
 * `<type>/rgb/*` with masks in `<type>/gt/*`.
 *
 * @param root - One category's folder, or the folder of all categories; other folders in it are left alone.
 * @returns The manifest; no image is opened. Its `warnings` name missing masks and folders left alone.
 * @throws {Error} If no category is found, a class folder has no images, images lie outside of
 *   class folders, or one mask fits two images.
 */
export async function mvtecAd(root: string): Promise<Manifest> {
  const name = basename(resolve(root));
  const found: Found = { samples: [], left: [], several: [], besides: [] };
  const categories: string[] = [];
  if (await isCategory(root)) {
    categories.push(name);
    await readCategory(found, root, "", name);
  } else
    for (const category of (await list(root)).folders)
      if (await isCategory(join(root, category))) {
        categories.push(category);
        await readCategory(found, root, `${category}/`, category);
      } else found.left.push(category);
  if (categories.length === 0)
    throw new Error(
      `mvtecAd: expected ${root} to be a category (with train/ or test/) or to hold some, got neither`,
    );
  const { samples, left, several, besides } = found;
  if (samples.length === 0)
    throw new Error(
      `mvtecAd: expected train/<type>/* or test/<type>/* in ${root}, got no folder of a type`,
    );
  refuseSharedMasks(samples);

  const { warnings = [] } = layoutWarnings("mvtecAd", samples, left);
  if (several.length > 0)
    warnings.push(
      `mvtecAd: ${several.length} folders hold several masks of one image and are not read, the first ${several[0]}; join them into one mask each`,
    );
  return {
    name,
    root,
    layout: "mvtec-ad",
    defectTypes: [...new Set(samples.flatMap((sample) => sample.defectTypes))].sort(),
    categories,
    samples,
    splits: "published",
    ...(warnings.length > 0 && { warnings }),
    ...(besides.length > 0 && { besides: [...new Set(besides)] }),
  };
}

interface Found {
  samples: Sample[];
  /** Folders that nobody reads. */
  left: string[];
  /** Folders of several masks of one image. */
  several: string[];
  /** Masks of normal images, and other views of images. */
  besides: string[];
}

async function readCategory(
  found: Found,
  root: string,
  path: string,
  category: string,
): Promise<void> {
  const { folders } = await list(join(root, path));
  const maskFolders = folders.filter(isMaskFolder).map((name) => path + name);
  const names = [...SPLITS.keys()].flatMap((known) =>
    folders.filter((name) => plainName(name) === known),
  );
  for (const splitFolder of names) {
    const split = SPLITS.get(plainName(splitFolder))!;
    const inside = await list(join(root, path, splitFolder));
    const stray = inside.files.find(isImageName) ?? inside.folders.find(isMaskFolder);
    if (stray)
      throw new Error(
        `mvtecAd: expected folders of one type each in ${join(root, path, splitFolder)}, got ${stray}; ` +
          `sort the images into good and a folder for each type, or list them in a .csv file for manifestFrom`,
      );
    for (const type of inside.folders)
      await readClass(found, { root, path, splitFolder, split, type, category, maskFolders });
  }
}

interface ClassFolder {
  root: string;
  path: string;
  splitFolder: string;
  split: Split;
  type: string;
  category: string;
  maskFolders: string[];
}

async function readClass(found: Found, of: ClassFolder): Promise<void> {
  const { root, path, splitFolder, split, type, category } = of;
  const at = `${path}${splitFolder}/${type}`;
  const { folders } = await list(join(root, at));
  const colour = folders.find((name) => plainName(name) === "rgb"); // MVTec 3D-AD
  const from = colour ? `${at}/${colour}` : at;
  const { images, masks, left } = await classImages("mvtecAd", join(root, from));
  found.left.push(...left.map((name) => `${from}/${name}`));
  const own = folders.filter(isMaskFolder).map((name) => `${at}/${name}`);
  if (colour)
    found.besides.push(...folders.filter((name) => name !== colour && !isMaskFolder(name)));

  const places = [...own, ...(await foldersOf(of))];
  const normal = isNormalClass(type);
  if (normal) found.besides.push(...places);
  const { several } = found;
  const finders = normal
    ? []
    : await Promise.all(places.map((place) => maskFinder(join(root, place), place, several)));
  const maskOf = (stem: string) => {
    const beside = masks.get(stem);
    if (beside !== undefined) return `${from}/${beside}`;
    return finders.reduce<string | null>((mask, find) => mask ?? find(stem), null);
  };
  if (normal) found.besides.push(...[...masks.values()].map((mask) => `${from}/${mask}`));
  for (const name of images)
    found.samples.push({
      id: `${category}/${splitFolder}/${type}/${stemOf(name)}`,
      category,
      split,
      label: normal ? 0 : 1,
      defectTypes: normal ? [] : [type],
      image: `${from}/${name}`,
      mask: normal ? null : maskOf(stemOf(name)),
    });
}

/** The folders of a type's masks: below ground_truth, its name in any case. */
async function foldersOf({ root, type, maskFolders }: ClassFolder): Promise<string[]> {
  const there: string[] = [];
  for (const masks of maskFolders)
    for (const name of (await listIfThere(join(root, masks))).folders)
      if (name.toLowerCase() === type.toLowerCase()) there.push(`${masks}/${name}`);
  return there;
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
  return (await list(folder)).folders.some((name) => SPLITS.has(plainName(name)));
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
