import { basename } from "node:path";
import { list } from "../_files.ts";
import { stemOf } from "../_stem.ts";
import { chooseCategory, nameWithin } from "../_chooseCategory.ts";
import { layoutWarnings } from "../_layoutWarnings.ts";
import { refuseOutside } from "../_outsidePath.ts";
import { refuseSameIds } from "../_refuseSameIds.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { LeftOut, Manifest, Sample, Split } from "../manifest.ts";
import { placeIn } from "../remote/location.ts";
import { readText } from "../_readBytes.ts";

/** Real-IAD's codes, in the order of the models and tables of MultiTypeFCDD. */
export const REAL_IAD_TYPES: Readonly<Record<string, string>> = {
  AK: "pit",
  BX: "deformation",
  CH: "abrasion",
  HS: "scratch",
  PS: "damage",
  QS: "missing-parts",
  YW: "foreign-objects",
  ZW: "contamination",
};

export interface RealIadOptions extends Pick<LayoutOptions, "category" | "allowOutside"> {
  /** Folder of the split's JSON files, such as "realiad_jsons_fuiad_0.1"; needed where there are several. */
  jsons?: string;
  /** Folder of the images, such as "realiad_256"; needed where there are several. */
  images?: string;
}

/**
 * Real-IAD as published (Wang et al. 2024): one JSON file per object in `realiad_jsons*`, images in
 * `realiad_256`, `_512`, `_1024` or `_raw`. The type of an image is the `anomaly_class` of its
 * record. A record without a mask is normal, whatever its folder says: the defect cannot be seen in
 * that view. The views of one part share `part`; `view` is the camera, C1 (top) to C5.
 *
 * @param root - The folder that holds the folders of JSON files and of images.
 * @param options - Which of these folders to read, where there are several; `category` and `allowOutside` as in
 *   `LayoutOptions`.
 * @returns The manifest; no image is opened. Its `warnings` name folders and sides that are not read.
 * @throws {Error} If a folder is missing or one of several must be named, a JSON file is not as published,
 *   names files outside of the root or an image twice, or there is no such `category`.
 *
 * @example
 * await realIad("Real-IAD", { jsons: "realiad_jsons_fuiad_0.1", images: "realiad_256" });
 */
export async function realIad(root: string, options: RealIadOptions = {}): Promise<Manifest> {
  const { folders } = await list(root);
  const jsons = choose(root, "jsons", folders.filter(isJsonFolder), options.jsons);
  const images = choose(root, "images", folders.filter(isImageFolder), options.images);
  const objects = (await list(placeIn(root, jsons))).files
    .filter((name) => name.endsWith(".json"))
    .map((file) => ({ name: stemOf(file), file }));
  if (objects.length === 0)
    throw new Error(`realIad: expected a JSON file for each object in ${root}/${jsons}, got none`);
  const wanted = chooseCategory("realIad", root, objects, options.category);
  const samples: Sample[] = [];
  const notes: string[] = [];
  for (const { file, name } of wanted)
    samples.push(...(await readObject(placeIn(root, jsons, file), images, name, notes)));
  if (!options.allowOutside) refuseOutside("realIad", { samples, root });
  refuseTwice(samples, placeIn(root, jsons));
  refuseSameIds("realIad", placeIn(root, jsons), samples);
  const leftOut = await unknownFolders(root, jsons, images, samples, options.category);
  const shown = [...new Set(samples.flatMap((sample) => sample.defectTypes))].sort();
  const order = Object.values(REAL_IAD_TYPES);
  return {
    name: nameWithin(jsons, objects, wanted),
    root,
    layout: "real-iad",
    defectTypes: [
      ...order.filter((type) => shown.includes(type)),
      ...shown.filter((type) => !order.includes(type)),
    ],
    categories: wanted.map(({ name }) => name),
    samples,
    splits: "published",
    origin: {
      normal: `records of ${jsons} whose anomaly_class is the normal one, or that have no mask`,
      types: `anomaly_class in ${jsons}`,
      masks: `mask_path in ${jsons}`,
    },
    besides: [
      ...folders.filter((name) => isImageFolder(name) && name !== images),
      ...objects
        .filter((object) => !wanted.includes(object))
        .map(({ name }) => `${images}/${name}`),
    ],
    ...layoutWarnings("realIad", samples, leftOut, notes, false),
  };
}

/** Folders beside those of the data set, and folders of images that no record names. */
async function unknownFolders(
  root: string,
  jsons: string,
  images: string,
  samples: readonly Sample[],
  category: string | undefined,
): Promise<LeftOut[]> {
  if (category !== undefined) return [];
  const { folders } = await list(root);
  const others = folders.filter((name) => !isJsonFolder(name) && !isImageFolder(name));
  const named = new Set(samples.map(({ image }) => image.split("/").slice(0, 2).join("/")));
  const objects = (await list(placeIn(root, images))).folders.map((name) => `${images}/${name}`);
  return [
    ...others.map((path) => ({ path, reason: "neither realiad_jsons* nor a folder of images" })),
    ...objects
      .filter((path) => !named.has(path))
      .map((path) => ({ path, reason: `no record of ${jsons} names an image in it` })),
  ];
}

const isJsonFolder = (name: string) => name.startsWith("realiad_jsons");
const isImageFolder = (name: string) => /^realiad_(\d+|raw)$/.test(name);

function choose(root: string, option: string, there: string[], wanted?: string): string {
  if (wanted !== undefined && there.includes(wanted)) return wanted;
  if (wanted === undefined && there.length === 1) return there[0];
  const names = there.length > 0 ? there.join(", ") : "none";
  const got = wanted === undefined ? "none named" : wanted;
  throw new Error(
    `realIad: expected { ${option} } to name one of ${root}'s folders (${names}), got ${got}`,
  );
}

interface ImageRecord {
  anomaly_class: string;
  image_path: string;
  mask_path: string | null;
}

/** Refuses an image that two records name: it would be on two sides, or of two types that contradict each other. */
function refuseTwice(samples: readonly Sample[], jsons: string): void {
  const seen = new Set<string>();
  for (const { image } of samples) {
    if (seen.has(image))
      throw new Error(`realIad: expected each image in one record of ${jsons}, got ${image} again`);
    seen.add(image);
  }
}

async function readObject(
  file: string,
  images: string,
  category: string,
  notes: string[],
): Promise<Sample[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readText(file));
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`realIad: expected JSON in ${file}, got ${message}`, { cause: error });
  }
  const { meta, ...sides } = (json ?? {}) as Record<string, unknown>;
  const { prefix, normal_class: normal = "OK" } = (meta ?? {}) as Record<string, unknown>;
  if (typeof prefix !== "string")
    throw new Error(`realIad: expected meta.prefix in ${file}, got ${JSON.stringify(prefix)}`);
  for (const [key, value] of Object.entries(sides))
    if (key !== "train" && key !== "test" && Array.isArray(value) && value.length > 0)
      notes.push(
        `"${key}" of ${file} is not read: ${value.length} entries, neither train nor test`,
      );
  return (["train", "test"] as const).flatMap((split) => {
    const records = sides[split];
    if (!Array.isArray(records))
      throw new Error(`realIad: expected an array "${split}" in ${file}, got ${typeof records}`);
    return records.map((record: unknown, i) => {
      if (!isImageRecord(record))
        throw new Error(
          `realIad: expected anomaly_class, image_path and mask_path in ${split}[${i}] of ${file}, got ${JSON.stringify(record)}`,
        );
      return sampleOf(record, { split, category, normal, folder: `${images}/${prefix}` });
    });
  });
}

function isImageRecord(value: unknown): value is ImageRecord {
  if (typeof value !== "object" || value === null) return false;
  const { anomaly_class, image_path, mask_path } = value as Record<string, unknown>;
  return (
    typeof anomaly_class === "string" &&
    typeof image_path === "string" &&
    (mask_path === null || typeof mask_path === "string")
  );
}

function sampleOf(
  { anomaly_class: code, image_path: image, mask_path: mask }: ImageRecord,
  of: { split: Split; category: string; normal: unknown; folder: string },
): Sample {
  const anomalous = code !== of.normal && mask !== null;
  // The set's own key of a part; some objects have one underscore before the number, some two.
  const key = /^([A-Za-z]\w*_\d{4}_[A-Z][A-Z_]*[A-Z])_(C\d)_/.exec(basename(image));
  return {
    id: `${of.category}/${stemOf(image)}`,
    category: of.category,
    split: of.split,
    label: anomalous ? 1 : 0,
    defectTypes: anomalous
      ? [Object.hasOwn(REAL_IAD_TYPES, code) ? REAL_IAD_TYPES[code] : code]
      : [],
    image: of.folder + image,
    mask: anomalous ? of.folder + mask : null,
    part: key?.[1],
    view: key?.[2],
  };
}

export const realIadLayout: Layout = {
  name: "real-iad",
  looksLike: "realiad_jsons*/<object>.json and realiad_256/<object>/{OK,NG}/...",
  async detect(root) {
    const { folders } = await list(root);
    return folders.some(isJsonFolder) && folders.some(isImageFolder);
  },
  options: ["category"],
  load: (root, { category, allowOutside } = {}) => realIad(root, { category, allowOutside }),
};
