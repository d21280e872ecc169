import { basename } from "node:path";
import {
  applyMaskLabels,
  type MaskLabels,
  maskLabelsText,
  normalByMasks,
} from "../_applyMaskLabels.ts";
import { classImages } from "../_classImages.ts";
import { isAside, isImageFolder, isMaskFolder } from "../_classes.ts";
import { list } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { masksOf } from "../_maskFilesOf.ts";
import { maskFinder } from "../_maskFinder.ts";
import { masksIn, refuseUnfit } from "../_masksIn.ts";
import { stemOf } from "../_stem.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { LeftOut, Manifest, Sample } from "../manifest.ts";
import { firstOf } from "./_classFolder.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

/**
 * A flat folder: images without a folder for each class, directly in it or in its only folder, which
 * is named `images`. All of them are taken as normal, and the manifest's `warnings` say so.
 *
 * Masks beside images (`a_mask.png` beside `a.png`), in a folder `masks` or `ground_truth`, or in
 * the named one, are opened: an image whose mask marks a pixel is anomalous,
 * of type "anomaly", and one whose mask marks none is normal. One without a mask is normal where no mask
 * is empty, and of unknown label otherwise. There is no split: see `splitByPart` and `holdBack`.
 *
 * @param root - The folder.
 * @param options - `masks`: the folder of masks, in place of the usual ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened, but every mask (about 10 ms for one of 1024 px).
 * @throws {Error} If there is no image, two images have one name, or `masks` is not inside it or
 *   fits no image.
 */
export async function flatFolder(
  root: string,
  { masks }: Pick<LayoutOptions, "masks"> = {},
): Promise<Manifest> {
  const given = masks === undefined ? undefined : await maskFolder("flatFolder", root, masks);
  const home = (await homeOf(root, given)) ?? "";
  const at = (name: string) => (home === "" ? name : `${home}/${name}`);
  const inside = await classImages("flatFolder", placeIn(root, home), home);
  if (inside.images.length === 0)
    throw new Error(`flatFolder: expected images in ${placeIn(root, home)}, got none`);
  const { folders } = await list(root);
  const places = [...new Set([...folders, ...(await list(placeIn(root, home))).folders.map(at)])];
  const usual = await Promise.all(
    places
      .filter((place) => isMaskFolder(basename(place)))
      .map((place) => maskFinder(placeIn(root, place), place)),
  );
  const named = given === undefined ? undefined : masksIn(root, given);

  const name = basename(absolutePlace(root));
  const samples: Sample[] = [];
  for (const image of inside.images)
    samples.push({
      id: stemOf(image),
      category: name,
      split: "train",
      label: 0,
      defectTypes: [],
      image: at(image),
      ...masksOf(
        named ? await named(at(image)) : firstOf([inside.masksOf, ...usual], stemOf(image)),
      ),
    });
  const masked = samples.some(({ mask }) => mask !== null);
  if (given !== undefined && !masked)
    refuseUnfit(
      "flatFolder",
      root,
      given,
      samples.map((sample) => ({ ...sample, label: 1 })),
    );
  const said = masked ? await applyMaskLabels({ root }, samples) : null;
  const leftOut: LeftOut[] = [...inside.left.map(at), ...folders]
    .filter((path) => path !== home && !isMaskFolder(basename(path)) && !leadsTo(path, given))
    .filter((path, i, all) => all.indexOf(path) === i)
    .map((path) => ({ path, reason: "folders beside the images are not read" }));
  for (const name of inside.lone)
    leftOut.push({ path: at(name), reason: "a mask whose image is not there" });
  const { warnings = [], ...rest } = layoutWarnings(
    "flatFolder",
    samples,
    leftOut,
    inside.notes,
    false,
  );
  return {
    name,
    root,
    layout: "flat",
    defectTypes: samples.some(({ label }) => label === 1) ? ["anomaly"] : [],
    categories: [name],
    samples,
    splits: "none",
    ...rest,
    warnings: [`flatFolder: ${taken(samples.length, said)}`, ...warnings],
    ...(named && inside.masks.length > 0 && { besides: inside.masks }),
    origin: {
      normal: said ? normalByMasks(said) : "all images, as no folder says otherwise",
      types: said ? 'every image whose mask marks a pixel is of the type "anomaly"' : "none",
      masks: given ?? "beside the images, or in a folder masks or ground_truth",
    },
  };
}

function taken(images: number, said: MaskLabels | null): string {
  if (said) return maskLabelsText(said);
  return (
    `all ${images} images are taken as normal, because no folders of classes say otherwise; ` +
    `if some show defects, sort them into folders (good, scratch, ...)`
  );
}

/** The folder of the images: "" for the folder itself, the name of its only folder with images, or null. */
async function homeOf(root: string, given?: string): Promise<string | null> {
  const { files, folders } = await list(root);
  if (files.some(isImageName)) return "";
  const filled: string[] = [];
  for (const name of folders)
    if (!isMaskFolder(name) && !isAside(name) && !leadsTo(name, given))
      if ((await list(placeIn(root, name))).files.some(isImageName)) filled.push(name);
  return filled.length === 1 && isImageFolder(filled[0]) ? filled[0] : null;
}

export const flatLayout: Layout = {
  name: "flat",
  looksLike: "*.png, *.jpg, ... directly in the folder (or in images/): all are taken as normal",
  options: ["masks"],
  detect: async (root, { masks } = {}) => (await homeOf(root, masks)) !== null,
  load: flatFolder,
};
