import { basename } from "node:path";
import { applyMaskLabels, maskLabelsText, normalByMasks } from "../_applyMaskLabels.ts";
import { isImageFolder, isMaskFolder, plainName } from "../_classes.ts";
import { list } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { masksOf } from "../_maskFilesOf.ts";
import { maskFinder } from "../_maskFinder.ts";
import { maskFoldersBeside } from "../_maskNames.ts";
import { stemOf } from "../_stem.ts";
import { unreadFiles } from "../_unreadFormats.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { LeftOut, Manifest, Sample, Split } from "../manifest.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

const SPLITS = new Map<string, Split>([
  ["train", "train"],
  ["val", "validation"],
  ["validation", "validation"],
  ["test", "test"],
]);

/**
 * Images in one folder and their masks in another, paired by name: `images/*` and `masks/*`
 * (or `Source Images` and `Ground truth`, as SD-saliency-900 has them), alone or below `train`,
 * `val` and `test`. The masks are opened: an image whose mask marks a pixel is anomalous, one whose mask
 * marks none is normal. One without a mask is normal where no mask is empty, and of unknown label
 * otherwise.
 *
 * Types are read from names such as `In_12` and `Sc_3`: the word before the number is the type, if
 * there are two to fifty such words and each occurs in several images; otherwise the type of all is
 * "anomaly". The `warnings` say which of the two.
 *
 * @param root - The folder that holds both folders, or the splits that hold them.
 * @param options - `masks`: the folder of masks beside the folder of images, in place of the usual
 *   ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened, but every mask (about 10 ms for one of 1024 px).
 * @throws {Error} If there are no two such folders, or no mask fits an image.
 */
export async function imageMaskPairs(
  root: string,
  { masks }: Pick<LayoutOptions, "masks"> = {},
): Promise<Manifest> {
  const name = basename(absolutePlace(root));
  const given = masks === undefined ? undefined : await maskFolder("imageMaskPairs", root, masks);
  const homes = await homesOf(root, given);
  if (homes.length === 0)
    throw new Error(
      `imageMaskPairs: expected a folder of images and one of masks in ${root}, got other folders`,
    );
  const samples: Sample[] = [];
  const notes: string[] = [];
  for (const home of homes) samples.push(...(await readHome(root, home, name, notes)));
  if (samples.every(({ mask }) => mask === null))
    throw new Error(
      `imageMaskPairs: expected masks named like their images (a.png or a_mask.png for a.jpg) in ${root}/${homes[0].masks}, got none that fits`,
    );
  const said = await applyMaskLabels({ root }, samples);
  const anomalous = samples.filter(({ label }) => label === 1);
  const typeOf = typesByName(anomalous.map(({ image }) => stemOf(basename(image))));
  for (const sample of anomalous) sample.defectTypes = [typeOf(stemOf(basename(sample.image)))];
  const types = [...new Set(anomalous.flatMap(({ defectTypes }) => defectTypes))].sort();
  if (types.length > 1) notes.push(`types are read from the images' names: ${types.join(", ")}`);
  const leftOut = await foldersLeft(root, homes);
  const { warnings = [], ...rest } = layoutWarnings(
    "imageMaskPairs",
    samples,
    leftOut,
    notes,
    false,
  );
  return {
    name,
    root,
    layout: "image-mask-pairs",
    defectTypes: types,
    categories: [name],
    samples,
    splits: homes.some(({ split }) => split !== null) ? "published" : "none",
    ...rest,
    warnings: [`imageMaskPairs: ${maskLabelsText(said)}`, ...warnings],
    origin: {
      normal: normalByMasks(said),
      types:
        types.length > 1
          ? "the images' names"
          : 'every image whose mask marks a pixel is "anomaly"',
      masks: homes.map((home) => home.masks).join(", "),
    },
  };
}

/** Folders beside those of images and masks, and inside that of images. */
async function foldersLeft(root: string, homes: readonly Home[]): Promise<LeftOut[]> {
  const used = new Set(homes.flatMap(({ images, masks }) => [images, masks]));
  const sides = homes.flatMap(({ split, images }) => (split ? [images.split("/")[0]] : []));
  const left: string[] = [];
  for (const at of ["", ...new Set(sides), ...homes.map(({ images }) => images)])
    for (const name of (await list(placeIn(root, at))).folders) {
      const path = at === "" ? name : `${at}/${name}`;
      if (!sides.includes(path) && ![...used].some((place) => leadsTo(path, place)))
        left.push(path);
    }
  return left.map((path) => ({
    path,
    reason: "neither the folder of the images nor that of the masks",
  }));
}

interface Home {
  split: Split | null;
  images: string;
  masks: string;
}

/** The folders that hold images and masks: the root itself, or its splits. */
async function homesOf(root: string, given?: string): Promise<Home[]> {
  const own = await homeIn(root, "", null, given);
  if (own) return [own];
  const homes: Home[] = [];
  for (const name of (await list(root)).folders) {
    const split = SPLITS.get(plainName(name));
    const home = split && (await homeIn(root, `${name}/`, split, given));
    if (home) homes.push(home);
  }
  return homes;
}

/** Exactly one folder of images and one of masks, images lying in both. */
async function homeIn(
  root: string,
  path: string,
  split: Split | null,
  given?: string,
): Promise<Home | null> {
  const { folders } = await list(placeIn(root, path));
  const filled = async (name: string) =>
    (await list(placeIn(root, path, name))).files.some(isImageName);
  const holdsMasks = (name: string) =>
    given === undefined ? isMaskFolder(name) : path + name === given;
  const images = folders.filter((name) => isImageFolder(name) && !holdsMasks(name));
  const beside = maskFoldersBeside(folders);
  const masks = folders.filter((name) => holdsMasks(name) || (!given && beside.has(name)));
  if (images.length !== 1 || masks.length !== 1) return null;
  if (!(await filled(images[0])) || !(await filled(masks[0]))) return null;
  return { split, images: path + images[0], masks: path + masks[0] };
}

async function readHome(
  root: string,
  { split, images, masks }: Home,
  category: string,
  notes: string[],
): Promise<Sample[]> {
  const findMasks = await maskFinder(placeIn(root, masks), masks);
  const seen = new Map<string, string>();
  const { files } = await list(placeIn(root, images));
  notes.push(...unreadFiles(files).map((note) => `in ${images}: ${note}`));
  return files.filter(isImageName).map((name): Sample => {
    const stem = stemOf(name);
    const other = seen.get(stem);
    if (other !== undefined)
      throw new Error(
        `imageMaskPairs: expected one image named ${stem} in ${placeIn(root, images)}, got ${other} and ${name}`,
      );
    seen.set(stem, name);
    return {
      id: split === null ? stem : `${split}/${stem}`,
      category,
      split: split ?? "train",
      label: 0,
      defectTypes: [],
      image: `${images}/${name}`,
      ...masksOf(findMasks(stem)),
    };
  });
}

/** "In_12" is of type "In", if the other names are like that. */
function typesByName(stems: string[]): (stem: string) => string {
  const word = (stem: string) => /^(\D*?)[\s_-]*\d+$/.exec(stem)?.[1] ?? "";
  const counts = new Map<string, number>();
  for (const stem of stems) counts.set(word(stem), (counts.get(word(stem)) ?? 0) + 1);
  const apart = !counts.has("") && counts.size >= 2 && counts.size <= 50;
  return apart && [...counts.values()].every((count) => count > 1) ? word : () => "anomaly";
}

export const imageMaskPairsLayout: Layout = {
  name: "image-mask-pairs",
  looksLike:
    "images/* and masks/* (or ground_truth/*) paired by name, alone or in train/ and test/",
  options: ["masks"],
  detect: async (root, { masks } = {}) => (await homesOf(root, masks)).length > 0,
  load: imageMaskPairs,
};
