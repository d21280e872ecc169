import { basename } from "node:path";
import { applyMaskLabels, maskLabelsText, normalByMasks } from "../_applyMaskLabels.ts";
import { classImages } from "../_classImages.ts";
import { plainName } from "../_classes.ts";
import { list } from "../_files.ts";
import { isImageName } from "../isImageName.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { masksOf } from "../_maskFilesOf.ts";
import { maskNames } from "../_maskNames.ts";
import { nameKey } from "../_names.ts";
import { stemOf } from "../_stem.ts";
import type { Layout } from "../layout.ts";
import type { LeftOut, Manifest, Sample, Split } from "../manifest.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";

const SPLITS = new Map<string, Split>([
  ["train", "train"],
  ["val", "validation"],
  ["validation", "validation"],
  ["test", "test"],
]);

/**
 * Data sets whose masks alone tell what is normal, each beside its image: KolektorSDD (Tabernik et al.
 * 2019: `kosNN/PartM.jpg` with `PartM_label.bmp`) and KolektorSDD2 (Božič et al. 2021: `train/NNN.png`
 * with `NNN_GT.png`, `test/...`). The masks are opened: an image whose mask marks a pixel is anomalous,
 * of type "anomaly", one whose mask marks none is normal. Images in one folder `kosNN` show one
 * commutator: they share their `part`.
 *
 * @param root - The folder that holds `kos01`, `kos02`, ... or `train` and `test`.
 * @returns The manifest; no image is opened, but every mask (about 10 ms for one of 1024 px).
 * @throws {Error} If no such folder holds images with masks beside them, or two images have one name.
 */
export async function kolektorSdd(root: string): Promise<Manifest> {
  const { folders } = await list(root);
  const name = basename(absolutePlace(root));
  const samples: Sample[] = [];
  const leftOut: LeftOut[] = [];
  const notes: string[] = [];
  for (const folder of folders) {
    const split = splitOf(folder);
    if (split === null) {
      leftOut.push({ path: folder, reason: "neither kosNN nor train, val or test" });
      continue;
    }
    const inside = await classImages("kolektorSdd", placeIn(root, folder), folder);
    notes.push(...inside.notes.map((note) => `in ${folder}: ${note}`));
    for (const path of inside.left)
      leftOut.push({ path: `${folder}/${path}`, reason: "folders beside images are not read" });
    for (const file of inside.lone)
      leftOut.push({ path: `${folder}/${file}`, reason: "a mask whose image is not there" });
    if (inside.images.length === 0) leftOut.push({ path: folder, reason: "no images" });
    for (const image of inside.images)
      samples.push({
        id: `${folder}/${stemOf(image)}`,
        category: name,
        split,
        label: null,
        defectTypes: [],
        image: `${folder}/${image}`,
        ...masksOf(inside.masksOf(stemOf(image))),
        ...(isPart(folder) && { part: folder }),
      });
  }
  if (samples.every(({ mask }) => mask === null))
    throw new Error(
      `kolektorSdd: expected kosNN/PartM.jpg with PartM_label.bmp, or train/NNN.png with NNN_GT.png, in ${root}, got no image with a mask`,
    );
  const said = await applyMaskLabels({ root }, samples);
  const { warnings = [], ...rest } = layoutWarnings("kolektorSdd", samples, leftOut, notes, false);
  return {
    name,
    root,
    layout: "kolektor-sdd",
    defectTypes: samples.some(({ label }) => label === 1) ? ["anomaly"] : [],
    categories: [name],
    samples,
    splits: folders.some((folder) => splitOf(folder) !== null && !isPart(folder))
      ? "published"
      : "none",
    ...rest,
    warnings: [`kolektorSdd: ${maskLabelsText(said)}`, ...warnings],
    origin: {
      normal: normalByMasks(said),
      types: 'every image whose mask marks a pixel is of the type "anomaly"',
      masks: "beside the images",
    },
  };
}

const isPart = (folder: string) => /^kos\d+$/i.test(folder);

function splitOf(folder: string): Split | null {
  return isPart(folder) ? "train" : (SPLITS.get(plainName(folder)) ?? null);
}

export const kolektorSddLayout: Layout = {
  name: "kolektor-sdd",
  looksLike: "kosNN/*.jpg, or train/*.png and test/*.png, each with its mask beside it",
  async detect(root) {
    for (const folder of (await list(root)).folders)
      if (splitOf(folder) !== null && (await hasPairs(placeIn(root, folder)))) return true;
    return false;
  },
  load: kolektorSdd,
};

/** Whether a folder holds an image and its mask beside it. */
async function hasPairs(folder: string): Promise<boolean> {
  const stems = (await list(folder)).files.filter(isImageName).map(stemOf);
  const keys = new Set(stems.map(nameKey));
  return stems.some((stem) => maskNames(stem).some(({ of }) => keys.has(nameKey(of))));
}
