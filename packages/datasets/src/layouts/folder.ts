import { basename } from "node:path";
import { checkNormalName } from "../_checkNormalName.ts";
import { asideReason, isAside, isImageFolder, isMaskFolder, isNormalClass } from "../_classes.ts";
import { list } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { maskFoldersBeside } from "../_maskNames.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { masksIn, refuseUnfit } from "../_masksIn.ts";
import { releaseSharedMasks } from "../_normalMasks.ts";
import { refuseSharedMasks } from "../_refuseSharedMasks.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { Manifest } from "../manifest.ts";
import { foldersNamed, nothingFound, readClass } from "./_classFolder.ts";
import { takeLooseMasks } from "./_looseMasks.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

/**
 * A plain folder: one folder of images for each class. The folders `good`, `normal` and `ok` hold
 * normal images; every other name is a defect type. Only-normal data are read as well. The mask of
 * `crack/a.jpg` is looked for, in this order, at `crack/a_mask.*`, `crack/ground_truth/`,
 * `crack/masks/`, `ground_truth/crack/`, `masks/crack/` and `crack_mask/` (there as `a_mask.*` or
 * `a.*`), and directly in `masks/` where its name fits one anomalous image alone. There is no split:
 * see `splitByPart`.
 *
 * @param root - The folder.
 * @param options - `normal`: the name of the folder of normal images, in place of the known ones;
 *   `masks`: the folder that holds all masks, in place of the usual ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened. Its `warnings` name missing masks and what was left out,
 *   such as a folder without images.
 * @throws {Error} If no folder holds images, two images have one name, no folder bears the name
 *   `normal`, or `masks` is not inside it, fits no image, or one of its masks fits two.
 */
export async function folder(
  root: string,
  { normal, masks }: LayoutOptions = {},
): Promise<Manifest> {
  const { folders, files } = await list(root);
  const given = masks === undefined ? undefined : await maskFolder("folder", root, masks);
  const named = given === undefined ? undefined : masksIn(root, given);
  const beside = maskFoldersBeside(folders);
  const found = nothingFound();
  const classes: string[] = [];
  for (const name of folders)
    if (isAside(name)) found.leftOut.push({ path: name, reason: asideReason });
    else if (!isMaskFolder(name) && !beside.has(name) && !(await isOnlyForMasks(root, name, given)))
      classes.push(name);
  const name = basename(absolutePlace(root));
  const maskFolders = folders.filter(isMaskFolder);
  for (const type of classes)
    await readClass(found, {
      caller: "folder",
      root,
      at: type,
      id: type,
      category: name,
      split: "train",
      label: isNormalClass(type, normal) ? 0 : 1,
      type,
      places: [
        ...(await foldersNamed(root, maskFolders, type)),
        ...[...beside].filter(([, of]) => of === type).map(([masks]) => masks),
      ],
      given,
      named,
    });
  const { samples, leftOut, besides, notes } = found;
  if (samples.length === 0)
    throw new Error(
      `folder: expected ${root} to hold a folder of images for each class (good, scratch, ...), got ` +
        (leftOut.map(({ path, reason }) => `${path} with ${reason}`).join(", ") || "no folder"),
    );
  checkNormalName("folder", root, normal, found.types, "folder");
  if (named) refuseUnfit("folder", root, given!, samples);
  else await takeLooseMasks(found, root, samples, maskFolders);
  besides.push(...releaseSharedMasks(samples));
  refuseSharedMasks("folder", samples);
  if (files.some(isImageName))
    leftOut.push({ path: ".", reason: "an image outside of the class folders has no class" });
  return {
    name,
    root,
    layout: "folder",
    defectTypes: [...new Set(samples.flatMap(({ defectTypes }) => defectTypes))],
    categories: [name],
    samples,
    splits: "none",
    ...layoutWarnings("folder", samples, leftOut, notes),
    ...(besides.length > 0 && { besides: [...new Set(besides)] }),
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
  return leadsTo(name, given) && !(await list(placeIn(root, name))).files.some(isImageName);
}

export const folderLayout: Layout = {
  name: "folder",
  looksLike: "good/* (or normal/, ok/), <type>/*, masks optional in masks/<type>/*",
  options: ["normal", "masks"],
  async detect(root, { normal, masks } = {}) {
    const filled: string[] = [];
    const { folders } = await list(root);
    const beside = maskFoldersBeside(folders);
    for (const name of folders)
      if (!isAside(name) && !isMaskFolder(name) && !beside.has(name) && name !== masks)
        if ((await list(placeIn(root, name))).files.some(isImageName)) filled.push(name);
    // "images" alone is no class: see flatFolder
    const unnamed = normal === undefined || !filled.some((name) => isNormalClass(name, normal));
    return filled.length > 1 || (filled.length === 1 && !(isImageFolder(filled[0]) && unnamed));
  },
  load: folder,
};
