import { basename } from "node:path";
import { isFolder, list, listIfThere } from "../_files.ts";
import { refuseSameIds } from "../_refuseSameIds.ts";
import { stemOf } from "../_stem.ts";
import { isImageName } from "../isImageName.ts";
import type { Layout } from "../layout.ts";
import type { Manifest, Sample, Split } from "../manifest.ts";
import { absolutePlace, placeIn } from "../remote/location.ts";
import { readText } from "../_readBytes.ts";

export interface DtdOptions {
  /** Number of the published partition that splits the images, 1 to 10. Default 1. */
  partition?: number;
}

/**
 * The Describable Textures Dataset as published (Cimpoi et al. 2014, r1.0.1): 47 classes of
 * textures, `images/<class>/<class>_NNNN.jpg`, and ten partitions, each in `labels/train<K>.txt`,
 * `val<K>.txt` and `test<K>.txt` with one `<class>/<file>` per line. A texture is no defect: every
 * sample is normal, and `category` is its class. To paste textures as anomalies, use all samples.
 *
 * Without `labels`, every image is on the training side and `splits` is "none". Images that the
 * partition does not name are left out, and the `warnings` say how many.
 *
 * @param root - The folder that holds `images`, or the one that holds it as `dtd`.
 * @param options - The partition.
 * @returns The manifest; no image is opened.
 * @throws {RangeError} If the partition is not a whole number from 1 to 10.
 * @throws {Error} If there are no images, the partition lacks a file, or it names an image that does not
 *   exist, or one image on two sides.
 *
 * @example
 * const textures = await dtd("data/dtd");
 * const files = textures.samples.map(({ image }) => placeIn(textures.root, image));
 */
export async function dtd(root: string, { partition = 1 }: DtdOptions = {}): Promise<Manifest> {
  if (!Number.isInteger(partition) || partition < 1 || partition > 10)
    throw new RangeError(`dtd: expected a partition from 1 to 10, got ${partition}`);
  const home = (await isFolder(placeIn(root, "images"))) ? root : placeIn(root, "dtd");
  const samples = await readClasses(home);
  if (samples.length === 0)
    throw new Error(`dtd: expected images/<class>/*.jpg in ${root}, got none`);
  refuseSameIds("dtd", root, samples);

  const labelled = await isFolder(placeIn(home, "labels"));
  const sideOf = labelled ? await readPartition(home, partition, samples) : null;
  const named = sideOf ? samples.filter(({ image }) => sideOf.has(image)) : samples;
  const left = samples.length - named.length;
  return {
    name: basename(absolutePlace(home)),
    root: home,
    layout: "dtd",
    defectTypes: [],
    categories: [...new Set(named.map(({ category }) => category))],
    samples: named.map((sample) => ({ ...sample, split: sideOf?.get(sample.image) ?? "train" })),
    splits: labelled ? "published" : "none",
    origin: {
      normal: "all images: a texture is no defect",
      types: "none; the class is the category",
      masks: "none",
    },
    ...(left > 0 && {
      warnings: [`dtd: ${left} images are not named in partition ${partition} and left out`],
      leftOut: [{ path: "images", reason: `not named in partition ${partition}` }],
    }),
  };
}

async function readClasses(home: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const category of (await listIfThere(placeIn(home, "images"))).folders)
    for (const name of (await list(placeIn(home, "images", category))).files)
      if (isImageName(name))
        samples.push({
          id: `${category}/${stemOf(name)}`,
          category,
          split: "train",
          label: 0,
          defectTypes: [],
          image: `images/${category}/${name}`,
          mask: null,
        });
  return samples;
}

const FILES: readonly [string, Split][] = [
  ["train", "train"],
  ["val", "validation"],
  ["test", "test"],
];

/** The side of each image of a partition, by the path of the image. */
async function readPartition(
  home: string,
  partition: number,
  samples: readonly Sample[],
): Promise<Map<string, Split>> {
  const there = new Set(samples.map(({ image }) => image));
  const sideOf = new Map<string, Split>();
  for (const [prefix, split] of FILES) {
    const file = placeIn(home, "labels", `${prefix}${partition}.txt`);
    const text = await readText(file).catch((cause: Error) => {
      throw new Error(`dtd: expected a list of images at ${file}, got ${cause.message}`, { cause });
    });
    for (const line of text.split(/\r?\n/)) {
      if (line.trim() === "") continue;
      const image = `images/${line.trim()}`;
      if (!there.has(image))
        throw new Error(
          `dtd: expected the image ${line.trim()} of ${file} in ${home}/images, got none`,
        );
      if (sideOf.has(image))
        throw new Error(
          `dtd: expected ${line.trim()} once in partition ${partition}, got it again in ${file}`,
        );
      sideOf.set(image, split);
    }
  }
  return sideOf;
}

export const dtdLayout: Layout = {
  name: "dtd",
  looksLike: "images/<class>/<class>_NNNN.jpg, labels/{train,val,test}1.txt",
  async detect(root) {
    for (const images of [placeIn(root, "images"), placeIn(root, "dtd", "images")])
      for (const name of (await listIfThere(images)).folders)
        if ((await list(placeIn(images, name))).files.some((file) => isOfClass(file, name)))
          return true;
    return false;
  },
  load: (root) => dtd(root),
};

function isOfClass(file: string, name: string): boolean {
  return file.startsWith(`${name}_`) && /^\d{4}\.jpg$/i.test(file.slice(name.length + 1));
}
