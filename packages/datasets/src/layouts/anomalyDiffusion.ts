import { basename, posix } from "node:path";
import { isFolder, list, listIfThere } from "../_files.ts";
import { refuseSameIds } from "../_refuseSameIds.ts";
import { stemOf } from "../_stem.ts";
import { isImageName } from "../isImageName.ts";
import { leftOutWarnings } from "../_layoutWarnings.ts";
import type { Layout } from "../layout.ts";
import { masksOf } from "../_maskFilesOf.ts";
import { maskFinder } from "../_maskFinder.ts";
import type { LeftOut, Manifest, Sample } from "../manifest.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

/**
 * The output of AnomalyDiffusion (Hu et al. 2024), and the set that its authors published:
 * `<object>/<defect>/image/K.jpg` with its mask `<object>/<defect>/mask/K.jpg`, K = 0, 1, 2, ...
 * Both are JPEG: a mask pixel is anomalous above one half, from 128 on. `image-mask`, `ori` and
 * `recon` beside them show the same in other ways; they are not read. Every image is anomalous. All
 * images are on the training side, and `splits` is "none".
 *
 * Some generated masks are empty: `checkDataset` counts them, `withoutEmptyMasks` drops them. The
 * generator was trained on the first third of each defect folder of MVTec AD: do not use these
 * images to test a detector that was trained on its output.
 *
 * @param root - The folder of all objects (`generated_dataset`), or the folder of one object.
 * @returns The manifest; no image is opened.
 * @throws {Error} If there is no defect with `image` and `mask` that holds images.
 *
 * @example
 * const generated = await withoutEmptyMasks(await anomalyDiffusion("generated_dataset"));
 */
export async function anomalyDiffusion(root: string): Promise<Manifest> {
  const single = (await defectsOf(root)).length > 0;
  const name = basename(absolutePlace(root));
  const samples: Sample[] = [];
  const leftOut: LeftOut[] = [];
  for (const object of single ? [""] : (await list(root)).folders) {
    const defects = await defectsOf(placeIn(root, object));
    for (const defect of defects) {
      const found = await readDefect(root, object, defect, object || name);
      if (found.length === 0)
        leftOut.push({ path: posix.join(object, defect), reason: "no images in image/" });
      samples.push(...found);
    }
    const others = (await list(placeIn(root, object))).folders.filter(
      (one) => !defects.includes(one),
    );
    for (const other of defects.length === 0 ? [""] : others)
      leftOut.push({
        path: posix.join(object, other),
        reason: "a folder without image/ and mask/",
      });
  }
  if (samples.length === 0)
    throw new Error(
      `anomalyDiffusion: expected <object>/<defect>/image and mask in ${root}, got neither`,
    );
  refuseSameIds("anomalyDiffusion", root, samples);

  const unmasked = samples.filter(({ mask }) => mask === null).length;
  const warnings = [
    ...(unmasked > 0 ? [`anomalyDiffusion: ${unmasked} images have no mask`] : []),
    ...leftOutWarnings("anomalyDiffusion", leftOut),
  ];
  return {
    name,
    root,
    layout: "anomaly-diffusion",
    defectTypes: [...new Set(samples.flatMap(({ defectTypes }) => defectTypes))].sort(),
    categories: [...new Set(samples.map(({ category }) => category))],
    samples,
    splits: "none",
    maskThreshold: 128,
    besides: ["image-mask", "ori", "recon"],
    origin: {
      normal: "none: every generated image is anomalous",
      types: "<object>/<defect>",
      masks: "<object>/<defect>/mask",
    },
    ...(warnings.length > 0 && { warnings }),
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** The folders that hold both kinds of folders. */
async function defectsOf(folder: string): Promise<string[]> {
  const defects: string[] = [];
  for (const name of (await listIfThere(folder)).folders)
    if (
      (await isFolder(placeIn(folder, name, "image"))) &&
      (await isFolder(placeIn(folder, name, "mask")))
    )
      defects.push(name);
  return defects;
}

async function readDefect(
  root: string,
  object: string,
  defect: string,
  category: string,
): Promise<Sample[]> {
  const path = object ? `${object}/${defect}` : defect;
  const images = (await list(placeIn(root, path, "image"))).files.filter(isImageName);
  const findMasks = await maskFinder(placeIn(root, path, "mask"), `${path}/mask`);
  return images.sort(byNumber).map((image) => ({
    id: `${category}/${defect}/${stemOf(image)}`,
    category,
    split: "train",
    label: 1,
    defectTypes: [defect],
    image: `${path}/image/${image}`,
    ...masksOf(findMasks(stemOf(image))),
  }));
}

/** 2.jpg before 10.jpg, as they were generated; names without a number stay in the order that they have. */
function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}

export const anomalyDiffusionLayout: Layout = {
  name: "anomaly-diffusion",
  looksLike: "<object>/<defect>/{image,mask}/K.jpg",
  async detect(root) {
    if ((await defectsOf(root)).length > 0) return true;
    for (const object of (await list(root)).folders)
      if ((await defectsOf(placeIn(root, object))).length > 0) return true;
    return false;
  },
  load: anomalyDiffusion,
};
