import { basename, join, resolve } from "node:path";
import { checkNormalName } from "../_checkNormalName.ts";
import { isMaskFolder, plainName } from "../_classes.ts";
import { list } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { masksIn, refuseUnfit } from "../_masksIn.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { Manifest, Sample, Split } from "../manifest.ts";
import { type Found, readClass, type Reading, SEVERAL } from "./_mvtecClass.ts";

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
 * `<type>/rgb/*` with masks in `<type>/gt/*`. Defects are not needed: `train/good/*` alone is read.
 *
 * @param root - One category's folder, or the folder of all categories; other folders in it are left out.
 * @param options - `normal`: the name of the folders of normal images, in place of the known ones;
 *   `masks`: the folder that holds all masks, in place of the usual ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened. Its `warnings` name missing masks and folders left out.
 * @throws {Error} If no category is found, a class folder has no images, images lie outside of
 *   class folders, one mask fits two images, no folder bears the name `normal`, or `masks` is not
 *   inside the folder or fits no image.
 */
export async function mvtecAd(
  root: string,
  { normal, masks }: LayoutOptions = {},
): Promise<Manifest> {
  const name = basename(resolve(root));
  const given = masks === undefined ? undefined : await maskFolder("mvtecAd", root, masks);
  const reading = {
    root,
    normal,
    given,
    named: given === undefined ? undefined : masksIn(root, given),
  };
  const found: Found = { samples: [], types: [], leftOut: [], besides: [] };
  const categories: string[] = [];
  if (await isCategory(root)) {
    categories.push(name);
    await readCategory(found, reading, "", name);
  } else
    for (const category of (await list(root)).folders)
      if (category !== given && (await isCategory(join(root, category)))) {
        categories.push(category);
        await readCategory(found, reading, `${category}/`, category);
      } else if (!leadsTo(category, given))
        found.leftOut.push({ path: category, reason: "a folder with neither train/ nor test/" });
  if (categories.length === 0)
    throw new Error(
      `mvtecAd: expected ${root} to be a category (with train/ or test/) or to hold some, got neither`,
    );
  const { samples, types, leftOut, besides } = found;
  if (samples.length === 0)
    throw new Error(
      `mvtecAd: expected train/<type>/* or test/<type>/* in ${root}, got no folder of a type`,
    );
  checkNormalName("mvtecAd", root, normal, types, "folder");
  if (given !== undefined) refuseUnfit("mvtecAd", root, given, samples);
  refuseSharedMasks(samples);

  const several = leftOut.filter(({ reason }) => reason === SEVERAL);
  const others = leftOut.filter(({ reason }) => reason !== SEVERAL);
  const { warnings = [] } = layoutWarnings("mvtecAd", samples, others);
  if (several.length > 0)
    warnings.push(
      `mvtecAd: ${several.length} folders hold several masks of one image and are not read, the first ${several[0].path}; join them into one mask each`,
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
    ...(leftOut.length > 0 && { leftOut }),
    ...(besides.length > 0 && { besides: [...new Set(besides)] }),
    origin: {
      normal: `images in the folders named ${normal ?? "good, normal or ok"}`,
      types: "the names of the other folders in train/ and test/",
      masks: given ?? "ground_truth/<type>/ or masks/<type>/, or beside the images",
    },
  };
}

async function readCategory(
  found: Found,
  reading: Reading,
  path: string,
  category: string,
): Promise<void> {
  const { root, given } = reading;
  const { folders } = await list(join(root, path));
  const maskFolders = folders.filter(isMaskFolder).map((name) => path + name);
  const names = [...SPLITS.keys()].flatMap((known) =>
    folders.filter((name) => plainName(name) === known),
  );
  for (const splitFolder of names) {
    const split = SPLITS.get(plainName(splitFolder))!;
    const inside = await list(join(root, path, splitFolder));
    const types = inside.folders.filter((type) => `${path}${splitFolder}/${type}` !== given);
    const stray = inside.files.find(isImageName) ?? types.find(isMaskFolder);
    if (stray)
      throw new Error(
        `mvtecAd: expected folders of one type each in ${join(root, path, splitFolder)}, got ${stray}; ` +
          `sort the images into good and a folder for each type, or list them in a .csv file; ` +
          `if all of them are normal, load ${join(root, path, splitFolder)} alone`,
      );
    found.types.push(...types);
    for (const type of types)
      await readClass(found, {
        ...reading,
        path,
        splitFolder,
        split,
        type,
        category,
        maskFolders,
      });
  }
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
  options: ["normal", "masks"],
  async detect(root, { masks } = {}) {
    if (await isCategory(root)) return true;
    for (const name of (await list(root)).folders)
      if (name !== masks && (await isCategory(join(root, name)))) return true;
    return false;
  },
  load: mvtecAd,
};
