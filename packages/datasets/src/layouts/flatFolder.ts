import { basename, join, resolve } from "node:path";
import { classImages } from "../_classImages.ts";
import { isImageFolder, isMaskFolder } from "../_classes.ts";
import { list, stemOf } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { leadsTo, maskFolder } from "../_maskFolder.ts";
import { maskFinder } from "../_maskFinder.ts";
import { masksIn, refuseUnfit } from "../_masksIn.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { LeftOut, Manifest } from "../manifest.ts";

/**
 * A flat folder: images without a folder for each class, directly in it or in its only folder, which
 * is named `images`. All of them are taken as normal, and the manifest's `warnings` say so.
 *
 * Where masks lie beside images (`a_mask.png` beside `a.png`), in a folder `masks` or
 * `ground_truth`, or in the named one, an image with a mask is anomalous, of type "anomaly". There is
 * no split: see `splitByPart` and `holdBack`.
 *
 * @param root - The folder.
 * @param options - `masks`: the folder of masks, in place of the usual ones (see `LayoutOptions`).
 * @returns The manifest; no image is opened.
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
  const { images, masks: beside, left } = await classImages("flatFolder", join(root, home));
  const { folders } = await list(root);
  const places = [...new Set([...folders, ...(await list(join(root, home))).folders.map(at)])];
  const usual = await Promise.all(
    places
      .filter((place) => isMaskFolder(basename(place)))
      .map((place) => maskFinder(join(root, place), place)),
  );
  const named = given === undefined ? undefined : masksIn(root, given);
  const maskOf = async (name: string): Promise<string | null> => {
    if (named) return named(at(name));
    const mask = beside.get(stemOf(name));
    if (mask !== undefined) return at(mask);
    return usual.reduce<string | null>((mask, find) => mask ?? find(stemOf(name)), null);
  };

  const name = basename(resolve(root));
  const samples: Manifest["samples"] = [];
  for (const image of images) {
    const mask = await maskOf(image);
    samples.push({
      id: stemOf(image),
      category: name,
      split: "train",
      label: mask === null ? 0 : 1,
      defectTypes: mask === null ? [] : ["anomaly"],
      image: at(image),
      mask,
    });
  }
  const masked = samples.filter(({ mask }) => mask !== null).length;
  if (given !== undefined && masked === 0)
    refuseUnfit(
      "flatFolder",
      root,
      given,
      samples.map((sample) => ({ ...sample, label: 1 })),
    );
  const leftOut: LeftOut[] = [...left.map(at), ...folders]
    .filter((path) => path !== home && !isMaskFolder(basename(path)) && !leadsTo(path, given))
    .filter((path, i, all) => all.indexOf(path) === i)
    .map((path) => ({ path, reason: "folders beside the images are not read" }));
  const { warnings = [], ...rest } = layoutWarnings("flatFolder", samples, leftOut);
  return {
    name,
    root,
    layout: "flat",
    defectTypes: masked > 0 ? ["anomaly"] : [],
    categories: [name],
    samples,
    splits: "none",
    ...rest,
    warnings: [taken(samples.length, masked), ...warnings],
    ...(named && beside.size > 0 && { besides: [...beside.values()].map(at) }),
    origin: {
      normal: masked > 0 ? "images without a mask" : "all images, as no folder says otherwise",
      types: masked > 0 ? 'every image with a mask is of the type "anomaly"' : "none",
      masks: given ?? "beside the images, or in a folder masks or ground_truth",
    },
  };
}

function taken(images: number, masked: number): string {
  if (masked === 0)
    return (
      `flatFolder: all ${images} images are taken as normal, because no folders of classes say otherwise; ` +
      `if some show defects, sort them into folders (good, scratch, ...)`
    );
  return (
    `flatFolder: ${masked} images with a mask are taken as anomalous, also where it is black, ` +
    `the ${images - masked} without as normal`
  );
}

/** Where the images lie: "" for the folder itself, the name of its folder of images, or null. */
async function homeOf(root: string, given?: string): Promise<string | null> {
  const { files, folders } = await list(root);
  if (files.some(isImageName)) return "";
  const others = folders.filter((name) => !isMaskFolder(name) && !leadsTo(name, given));
  if (others.length !== 1 || !isImageFolder(others[0])) return null;
  return (await list(join(root, others[0]))).files.some(isImageName) ? others[0] : null;
}

export const flatLayout: Layout = {
  name: "flat",
  looksLike: "*.png, *.jpg, ... directly in the folder (or in images/): all are taken as normal",
  options: ["masks"],
  detect: async (root, { masks } = {}) => (await homeOf(root, masks)) !== null,
  load: flatFolder,
};
