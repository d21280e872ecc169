import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { randomStream } from "@flawlens/sampling";
import { loadSharp } from "../_decode.ts";
import type { Manifest, Sample, Split } from "../manifest.ts";
import { saveManifest } from "../saveManifest.ts";
import { specimen, type Specimen } from "./_specimen.ts";
import type { Category, DefectType } from "./_surface.ts";
import { board } from "./categories/board.ts";
import { capsule } from "./categories/capsule.ts";
import { gear } from "./categories/gear.ts";
import { plate } from "./categories/plate.ts";
import { weave } from "./categories/weave.ts";
import { contamination } from "./defects/contamination.ts";
import { deformation } from "./defects/deformation.ts";
import { missingParts } from "./defects/missingParts.ts";
import { pit } from "./defects/pit.ts";
import { scratch } from "./defects/scratch.ts";

const CATEGORIES: readonly Category[] = [gear, plate, capsule, weave, board];
const DEFECT_TYPES: readonly DefectType[] = [
  pit,
  deformation,
  scratch,
  missingParts,
  contamination,
];

/** How many images of each category: normal ones, and anomalous ones of each type. */
export interface SyntheticCounts {
  normal: number;
  anomalous: number;
}

export interface SynthesizeOptions {
  /** The seed of all random choices: the same seed and options give the same pixels. */
  seed: number;
  /** Side of the square images in pixels, from 32 on. */
  size?: number;
  train?: SyntheticCounts;
  validation?: SyntheticCounts;
  test?: SyntheticCounts;
}

/**
 * Makes a data set of rendered industrial parts with defects: five categories (gear,
 * plate, capsule, weave, board), five defect types (pit, deformation, scratch,
 * missing-parts, contamination), every type on every category and split, one type per image.
 * Pose, light, exposure, colour and harmless print vary from image to image, so that
 * brightness alone tells nothing.
 *
 * A mask marks the pixels in which the photograph differs from the same photograph
 * without the defect, before noise, by 12 grey levels or more. Every defect is visible.
 *
 * @param directory - Folder that receives `images/`, `masks/` and, last, `manifest.json`: a folder
 *   with a manifest is complete. `loadDataset(directory)` reads it back.
 * @param options - By default 1,560 images: for each of the five categories 40 normal and
 *   5 x 36 anomalous ones to train, 10 and 5 x 4 to validate, 22 and 5 x 8 to test.
 * @returns The manifest.
 * @throws {RangeError} If the size, the seed or a count is out of range.
 *
 * @example
 * const manifest = await synthesize("out/synthetic", { seed: 1 });
 */
export async function synthesize(
  directory: string,
  {
    seed,
    size = 128,
    train = { normal: 40, anomalous: 36 },
    validation = { normal: 10, anomalous: 4 },
    test = { normal: 22, anomalous: 8 },
  }: SynthesizeOptions,
): Promise<Manifest> {
  const counts = { train, validation, test };
  check(size, counts);
  const random = randomStream(seed);
  const file = join(directory, "manifest.json");
  await rm(file, { force: true });

  const samples: Sample[] = [];
  const writing = new Set<Promise<void>>();
  for (const { split, category, type, index } of plan(counts)) {
    const made = specimen(category, type, size, random.split());
    const sample = describe(split, category, type, index);
    samples.push(sample);
    const written = write(directory, sample, made, size).finally(() => writing.delete(written));
    writing.add(written);
    if (writing.size >= 16) await Promise.race(writing);
  }
  await Promise.all(writing);

  const manifest: Manifest = {
    name: "flawlens-synthetic",
    root: directory,
    layout: "flawlens",
    defectTypes: DEFECT_TYPES.map((type) => type.name),
    categories: CATEGORIES.map((category) => category.name),
    samples,
    splits: "published",
    origin: {
      normal: "images rendered without a defect",
      types: "the defect that was rendered",
      masks: "where the defect changes the image",
    },
    provenance: { function: "synthesize", version: 1, seed, size, ...counts },
  };
  await saveManifest(file, manifest);
  return manifest;
}

function check(size: number, counts: Record<Split, SyntheticCounts>): void {
  if (!Number.isInteger(size) || size < 32)
    throw new RangeError(`synthesize: expected a size of 32 px or more, got ${size}`);
  for (const [split, { normal, anomalous }] of Object.entries(counts))
    for (const count of [normal, anomalous])
      if (!Number.isInteger(count) || count < 0)
        throw new RangeError(`synthesize: expected whole counts for ${split}, got ${count}`);
}

/** Every image to make, in order. */
function* plan(counts: Record<Split, SyntheticCounts>) {
  for (const split of ["train", "validation", "test"] as const)
    for (const category of CATEGORIES)
      for (const type of [null, ...DEFECT_TYPES])
        for (let index = 0; index < counts[split][type ? "anomalous" : "normal"]; index++)
          yield { split, category, type, index };
}

function describe(
  split: Split,
  category: Category,
  type: DefectType | null,
  index: number,
): Sample {
  const name = `${type?.name ?? "normal"}-${String(index).padStart(3, "0")}`;
  const id = `${category.name}/${split}/${name}`;
  return {
    id,
    category: category.name,
    split,
    label: type ? 1 : 0,
    defectTypes: type ? [type.name] : [],
    image: `images/${id}.png`,
    mask: type ? `masks/${id}.png` : null,
  };
}

async function write(directory: string, sample: Sample, made: Specimen, size: number) {
  const sharp = await loadSharp();
  const raw = { width: size, height: size } as const;
  const image = join(directory, sample.image);
  await mkdir(dirname(image), { recursive: true });
  await sharp(made.pixels, { raw: { ...raw, channels: 3 } })
    .png({ compressionLevel: 4 })
    .toFile(image);
  if (!sample.mask || !made.mask) return;
  const mask = join(directory, sample.mask);
  await mkdir(dirname(mask), { recursive: true });
  await sharp(
    made.mask.map((on) => on * 255),
    { raw: { ...raw, channels: 1 } },
  )
    .toColourspace("b-w")
    .png()
    .toFile(mask);
}
