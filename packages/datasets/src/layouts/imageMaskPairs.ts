import { basename, join, resolve } from "node:path";
import { isImageFolder, isMaskFolder, plainName } from "../_classes.ts";
import { list, stemOf } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { maskFolder } from "../_maskFolder.ts";
import { maskFinder } from "../_maskFinder.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { Manifest, Sample, Split } from "../manifest.ts";

const SPLITS = new Map<string, Split>([
  ["train", "train"],
  ["val", "validation"],
  ["validation", "validation"],
  ["test", "test"],
]);

/**
 * Images in one folder and their masks in another, paired by name: `images/*` and `masks/*`
 * (or `Source Images` and `Ground truth`, as SD-saliency-900 has them), alone or below `train`,
 * `val` and `test`. An image with a mask is anomalous, one without is normal.
 *
 * Types are read from names such as `In_12` and `Sc_3`: the word before the number is the type, if
 * there are two to fifty such words and each occurs in several images; otherwise the type of all is
 * "anomaly". The `warnings` say which of the two.
 *
 * @param root - The folder that holds both folders, or the splits that hold them.
 * @param options - `masks`: the folder of masks beside the folder of images, in place of the usual
 *   ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened.
 * @throws {Error} If there are no two such folders, or no mask fits an image.
 */
export async function imageMaskPairs(
  root: string,
  { masks }: Pick<LayoutOptions, "masks"> = {},
): Promise<Manifest> {
  const name = basename(resolve(root));
  const given = masks === undefined ? undefined : await maskFolder("imageMaskPairs", root, masks);
  const homes = await homesOf(root, given);
  if (homes.length === 0)
    throw new Error(
      `imageMaskPairs: expected a folder of images and one of masks in ${root}, got other folders`,
    );
  const samples: Sample[] = [];
  for (const home of homes) samples.push(...(await readHome(root, home, name)));
  const masked = samples.filter(({ mask }) => mask !== null);
  if (masked.length === 0)
    throw new Error(
      `imageMaskPairs: expected masks named like their images (a.png or a_mask.png for a.jpg) in ${root}/${homes[0].masks}, got none that fits`,
    );
  const typeOf = typesByName(masked.map(({ image }) => stemOf(basename(image))));
  for (const sample of masked) {
    sample.label = 1;
    sample.defectTypes = [typeOf(stemOf(basename(sample.image)))];
  }
  const types = [...new Set(masked.flatMap(({ defectTypes }) => defectTypes))].sort();
  const warnings = [
    `imageMaskPairs: ${masked.length} images with a mask count as anomalous, also where it is black, ` +
      `${samples.length - masked.length} without as normal`,
  ];
  if (types.length > 1)
    warnings.push(`imageMaskPairs: types are read from the images' names: ${types.join(", ")}`);
  return {
    name,
    root,
    layout: "image-mask-pairs",
    defectTypes: types,
    categories: [name],
    samples,
    splits: homes.some(({ split }) => split !== null) ? "published" : "none",
    warnings,
    origin: {
      normal: "images without a mask",
      types: types.length > 1 ? "the images' names" : 'every image with a mask is "anomaly"',
      masks: homes.map((home) => home.masks).join(", "),
    },
  };
}

interface Home {
  split: Split | null;
  images: string;
  masks: string;
}

/** Where images and masks lie: in the root itself, or in its splits. */
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
  const { folders } = await list(join(root, path));
  const filled = async (name: string) =>
    (await list(join(root, path, name))).files.some(isImageName);
  const holdsMasks = (name: string) =>
    given === undefined ? isMaskFolder(name) : path + name === given;
  const images = folders.filter((name) => isImageFolder(name) && !holdsMasks(name));
  const masks = folders.filter(holdsMasks);
  if (images.length !== 1 || masks.length !== 1) return null;
  if (!(await filled(images[0])) || !(await filled(masks[0]))) return null;
  return { split, images: path + images[0], masks: path + masks[0] };
}

async function readHome(root: string, { split, images, masks }: Home, category: string) {
  const maskOf = await maskFinder(join(root, masks), masks);
  const seen = new Map<string, string>();
  return (await list(join(root, images))).files.filter(isImageName).map((name): Sample => {
    const stem = stemOf(name);
    const other = seen.get(stem);
    if (other !== undefined)
      throw new Error(
        `imageMaskPairs: expected one image named ${stem} in ${join(root, images)}, got ${other} and ${name}`,
      );
    seen.set(stem, name);
    return {
      id: split === null ? stem : `${split}/${stem}`,
      category,
      split: split ?? "train",
      label: 0,
      defectTypes: [],
      image: `${images}/${name}`,
      mask: maskOf(stem),
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
