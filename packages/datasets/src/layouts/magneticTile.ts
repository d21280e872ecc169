import { isFile, list } from "../_files.ts";
import { refuseSameIds } from "../_refuseSameIds.ts";
import { stemOf } from "../_stem.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import type { Layout } from "../layout.ts";
import type { LeftOut, Manifest, Sample } from "../manifest.ts";
import { readCsv } from "../_readCsv.ts";
import { placeIn } from "../remote/location.ts";

/** The types that are published, in the order of models and tables. */
const TYPES = ["blowhole", "break", "crack", "fray", "uneven"];

/**
 * The magnetic-tile data set of Huang, Qiu & Yuan 2018 as published
 * (`MT_<Type>/Imgs/exp<E>_num_<N>.jpg`, the mask is a `.png` beside it; `MT_Free` is normal).
 * Masks are soft and noisy: a pixel is anomalous from 128 on. A defective image keeps its
 * label where its mask is empty. `view` is the exposure.
 *
 * One tile was photographed several times. Where the folder has a `manifest.csv` with columns
 * `image` and `tile_group`, the group becomes the sample's `part`. Without it, nothing tells
 * which images show the same tile, and the manifest's `warnings` say so. The data set has no
 * published split.
 *
 * @param root - The folder that holds `MT_Free` and the others.
 * @returns The manifest; no image is opened.
 * @throws {Error} If there is no `MT_<Type>` folder with images.
 */
export async function magneticTile(root: string): Promise<Manifest> {
  const all = (await list(root)).folders;
  const folders = all.filter(isTypeFolder);
  if (folders.length === 0)
    throw new Error(`magneticTile: expected folders MT_Free, MT_Crack, ... in ${root}, got none`);
  const groups = await tileGroups(placeIn(root, "manifest.csv"));
  const samples: Sample[] = [];
  const besides: string[] = []; // black masks of normal images
  const leftOut: LeftOut[] = all
    .filter((name) => !folders.includes(name))
    .map((path) => ({ path, reason: "a folder whose name does not begin with MT_" }));
  for (const folder of folders) {
    const found = await readType(root, folder, groups, besides);
    if (found.length === 0) leftOut.push({ path: folder, reason: "no images in Imgs/" });
    samples.push(...found);
  }
  if (samples.length === 0)
    throw new Error(
      `magneticTile: expected images MT_<Type>/Imgs/*.jpg in ${root}, got none in ${folders.join(", ")}`,
    );
  refuseSameIds("magneticTile", root, samples);

  const shown = new Set(samples.flatMap(({ defectTypes }) => defectTypes));
  const others = [...shown].filter((type) => !TYPES.includes(type)).sort();
  const { warnings = [] } = layoutWarnings("magneticTile", samples, leftOut, [], false);
  const alone = samples.filter((sample) => sample.part === undefined).length;
  if (alone > 0)
    warnings.push(
      `magneticTile: ${alone} of ${samples.length} images have no tile_group in ${root}/manifest.csv and ` +
        `count as parts of their own: photographs of one tile may land on both sides of a split`,
    );
  return {
    name: "magnetic-tile",
    root,
    layout: "magnetic-tile",
    defectTypes: [...TYPES.filter((type) => shown.has(type)), ...others],
    categories: ["magnetic-tile"],
    samples,
    splits: "none",
    maskThreshold: 128,
    origin: {
      normal: "images in MT_Free",
      types: "the names of the other folders MT_<Type>",
      masks: "beside the images, <name>.png for <name>.jpg",
    },
    ...(warnings.length > 0 && { warnings }),
    ...(leftOut.length > 0 && { leftOut }),
    ...(besides.length > 0 && { besides }),
  };
}

const isTypeFolder = (name: string) => /^mt_/i.test(name);
const isImageHome = (name: string) => name.toLowerCase() === "imgs";

async function readType(
  root: string,
  folder: string,
  groups: Map<string, string>,
  besides: string[],
): Promise<Sample[]> {
  const type = folder.slice(3).toLowerCase();
  const normal = type === "free";
  const home = (await list(placeIn(root, folder))).folders.find(isImageHome);
  if (home === undefined) return [];
  const path = `${folder}/${home}`;
  const { files } = await list(placeIn(root, path));
  const images = files.filter((name) => /\.jpe?g$/i.test(name));
  const masks = new Set(files);
  return images.map((name) => {
    const mask = `${stemOf(name)}.png`;
    if (normal && masks.has(mask)) besides.push(`${path}/${mask}`);
    const exposure = /^exp(\d+)_/.exec(name)?.[1];
    return {
      id: `${folder}/${stemOf(name)}`,
      category: "magnetic-tile",
      split: "train",
      label: normal ? 0 : 1,
      defectTypes: normal ? [] : [type],
      image: `${path}/${name}`,
      mask: !normal && masks.has(mask) ? `${path}/${mask}` : null,
      part: groups.get(`${path}/${name}`),
      view: exposure && `exposure-${exposure}`,
    };
  });
}

/** The tile that each image shows, by the path of the image; empty where the file is not there. */
async function tileGroups(file: string): Promise<Map<string, string>> {
  if (!(await isFile(file))) return new Map();
  const rows = await readCsv("magneticTile", file, ["image", "tile_group"]);
  const known = rows.filter((row) => row.tile_group !== "");
  return new Map(known.map((row) => [row.image, row.tile_group]));
}

export const magneticTileLayout: Layout = {
  name: "magnetic-tile",
  looksLike: "MT_Free/Imgs/*.jpg, MT_Crack/Imgs/*.jpg with a mask .png beside each, ...",
  async detect(root) {
    const { folders } = await list(root);
    for (const name of folders)
      if (isTypeFolder(name) && (await list(placeIn(root, name))).folders.some(isImageHome))
        return true;
    return false;
  },
  load: magneticTile,
};
