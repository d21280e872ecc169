import { basename } from "node:path";
import { checkNormalName } from "../_checkNormalName.ts";
import { chooseCategory, nameWithin } from "../_chooseCategory.ts";
import { isMaskFolder, plainName } from "../_classes.ts";
import { list } from "../_files.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { masksIn, refuseUnfit } from "../_masksIn.ts";
import { releaseSharedMasks } from "../_normalMasks.ts";
import { refuseSharedMasks } from "../_refuseSharedMasks.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { Manifest } from "../manifest.ts";
import { nothingFound } from "./_classFolder.ts";
import { type Reading, readCategory, splitOf } from "./_mvtecCategory.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

/**
 * MVTec AD's layout (Bergmann et al. 2019): `<category>/train/good/*`, `<category>/test/<type>/*`,
 * masks `<category>/ground_truth/<type>/NNN_mask.png`. Also read: folder names in any case, `val`,
 * `validation` and `training`, `normal` or `ok` for `good`, images of any extension, defects among
 * the training images; masks under `masks` or `gt`, beside their image or named like it, with `_gt`,
 * `_seg` or `_label`, of any extension; several in a folder of the image's name, which are joined
 * (MVTec LOCO); MVTec 3D-AD's `<type>/rgb/*` with masks in `<type>/gt/*`. Defects are not needed:
 * `train/good/*` alone is read.
 *
 * MVTec AD 2 (Heckler-Kram et al. 2025) is read whole: `test_public/{good,bad}` with its masks in
 * `test_public/ground_truth/bad`, and `test_private` and `test_private_mixed`, whose labels
 * are not published, as test images of unknown label. Its `view` is the light (`regular`,
 * `overexposed`, `shift_1`, ...), its `part` is shared by the photographs of one object.
 *
 * @param root - One category's folder, or the folder of all categories; other folders in it are left out.
 * @param options - `normal`: the name of the folders of normal images, in place of the known ones;
 *   `masks`: the folder that holds all masks, in place of the usual ones; `category`: the only one to
 *   read (see `LayoutOptions`).
 * @returns The manifest; no image is opened. Its `warnings` name missing masks and folders left out.
 * @throws {Error} If no category is found, none has images, images lie outside of class folders, one
 *   mask fits two images, no folder bears the name `normal`, `masks` is not inside the
 *   folder or fits no image, or there is no such `category`.
 */
export async function mvtecAd(
  root: string,
  { normal, masks, category }: LayoutOptions = {},
): Promise<Manifest> {
  const name = basename(absolutePlace(root));
  const given = masks === undefined ? undefined : await maskFolder("mvtecAd", root, masks);
  const named = given === undefined ? undefined : masksIn(root, given);
  const found = nothingFound();
  const places = await categoriesIn(root, given);
  if (places.length === 0)
    throw new Error(
      `mvtecAd: expected ${root} to be a category (with train/ or test/) or to hold some, got neither`,
    );
  const aside = places[0].path === "" ? [] : (await list(root)).folders.filter(isMaskFolder);
  const reading: Reading = { root, normal, given, named, besideCategories: aside };
  const wanted = chooseCategory("mvtecAd", root, places, category);
  for (const { name, path } of wanted) await readCategory(found, reading, path, name);
  const { samples, types, leftOut, besides, notes } = found;
  const others = places.filter((place) => !wanted.includes(place));
  besides.push(...others.map(({ path }) => path.slice(0, -1)));
  if (places[0].path !== "" && category === undefined)
    for (const folder of (await list(root)).folders)
      if (
        ![...places.map(({ path }) => path), ...aside.map((name) => `${name}/`)].includes(
          `${folder}/`,
        ) &&
        !leadsTo(folder, given)
      )
        leftOut.push({ path: folder, reason: "a folder with neither train/ nor test/" });
  if (samples.length === 0)
    throw new Error(
      `mvtecAd: expected train/<type>/* or test/<type>/* in ${root}, got ` +
        (leftOut.map(({ path, reason }) => `${path} with ${reason}`).join(", ") ||
          "no folder of a type"),
    );
  checkNormalName("mvtecAd", root, normal, types, "folder");
  if (given !== undefined) refuseUnfit("mvtecAd", root, given, samples);
  besides.push(...releaseSharedMasks(samples));
  refuseSharedMasks("mvtecAd", samples);
  return {
    name: nameWithin(name, places, wanted),
    root,
    layout: "mvtec-ad",
    defectTypes: [...new Set(samples.flatMap((sample) => sample.defectTypes))].sort(),
    categories: wanted.map((place) => place.name.normalize("NFC")),
    samples,
    splits: "published",
    ...layoutWarnings("mvtecAd", samples, leftOut, notes),
    ...(besides.length > 0 && { besides: [...new Set(besides)] }),
    origin: {
      normal: `images in the folders named ${normal ?? "good, normal or ok"}`,
      types: "the names of the other folders in train/ and test/",
      masks: given ?? "ground_truth/<type>/ or masks/<type>/, or beside the images",
    },
  };
}

/** The categories: the folder itself, with the path "", or folders in it. */
async function categoriesIn(
  root: string,
  given?: string,
): Promise<{ name: string; path: string }[]> {
  if (await isCategory(root)) return [{ name: basename(absolutePlace(root)), path: "" }];
  const found: { name: string; path: string }[] = [];
  for (const name of (await list(root)).folders)
    if (name !== given && (await isCategory(placeIn(root, name))))
      found.push({ name, path: `${name}/` });
  return found;
}

async function isCategory(folder: string): Promise<boolean> {
  return (await list(folder)).folders.some((name) => splitOf(plainName(name)) !== undefined);
}

export const mvtecAdLayout: Layout = {
  name: "mvtec-ad",
  looksLike:
    "train/good/*, test/<type>/*, ground_truth/<type>/*_mask.png, or folders that each hold these",
  options: ["normal", "masks", "category"],
  detect: async (root, { masks } = {}) => (await categoriesIn(root, masks)).length > 0,
  load: mvtecAd,
};
