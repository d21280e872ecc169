import { createHash } from "node:crypto";
import { loadSharp } from "./_decode.ts";
import { readBytes } from "./_readBytes.ts";
import type { CheckProblem } from "./datasetCheck.ts";
import type { Mask } from "./image.ts";
import { maskFilesOf } from "./_maskFilesOf.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { readImage } from "./readImage.ts";
import { joinMasks, type MaskFile, readMaskFiles } from "./_sampleMask.ts";
import { placeIn } from "./remote/location.ts";

/** What `checkDataset` has to know of a sample's files. */
export interface OpenedSample {
  sample: Sample;
  /** The facts of the mask; null where there is none or a file cannot be read. */
  mask: MaskFacts | null;
  /** The facts of the image; null where it cannot be read. */
  image: ImageFacts | null;
  problem?: CheckProblem;
}

export interface MaskFacts {
  pixels: number;
  anomalous: number;
  /** Grey levels besides black that its files hold; counted up to 256. */
  levels: number;
  lossy: boolean;
  /** Whether all four corners are anomalous. */
  corners: boolean;
  /** Whether the transparency of a file has a shape, which is not looked at. */
  seeThrough: boolean;
}

interface ImageFacts {
  /** SHA-256 of the file. */
  hash: string;
  width: number;
  height: number;
  /** Whether all pixels are of one colour. */
  uniform: boolean;
  /** The largest value of any channel. */
  brightest: number;
  /** Pages of a TIFF, frames of a GIF. */
  pages: number;
}

/** Opens the image and the masks of a sample. */
export async function openSample(manifest: Manifest, sample: Sample): Promise<OpenedSample> {
  const opened: OpenedSample = { sample, mask: null, image: null };
  const file = placeIn(manifest.root, sample.image);
  try {
    const { data, original } = await readImage(file);
    let brightest = 0;
    for (let i = 0; i < data.length; i++) if (data[i] > brightest) brightest = data[i];
    const uniform = data.every((value, i) => value === data[i % 3]);
    const bytes = await readBytes(file);
    const sharp = await loadSharp();
    const { pages = 1 } = await sharp(bytes)
      .metadata()
      .catch(() => ({ pages: 1 })); // a bitmap
    const hash = createHash("sha256").update(bytes).digest("hex");
    opened.image = { hash, ...original, uniform, brightest, pages };
    const files = await readMaskFiles(manifest, sample);
    const mask = joinMasks(files, manifest, sample, { expect: original });
    if (mask)
      opened.mask = {
        pixels: mask.data.length,
        anomalous: sumOf(mask.data),
        levels: Math.max(...files.map(levelsOf)),
        lossy: files.some(({ values }) => values.lossy),
        corners: cornersOf(mask).every((value) => value === 1),
        seeThrough: files.some(({ values }) => values.seeThrough),
      };
  } catch (error) {
    const { message } = error as Error;
    const kind = error instanceof RangeError ? "size" : "unreadable";
    opened.problem = { kind, file: fileIn(message, manifest, sample), message };
  }
  return opened;
}

/** The file that an error is about. */
function fileIn(message: string, { root }: Manifest, sample: Sample): string {
  if (!message.startsWith("readMask")) return sample.image;
  const masks = maskFilesOf(sample);
  return masks.find((mask) => message.includes(placeIn(root, mask))) ?? masks[0];
}

function levelsOf({ values: { data } }: MaskFile): number {
  const seen = new Uint8Array(2 ** 16);
  let levels = 0;
  for (let i = 0; i < data.length && levels < 256; i++)
    if (data[i] > 0 && seen[data[i]] === 0) {
      seen[data[i]] = 1;
      levels++;
    }
  return levels;
}

function cornersOf({ data, width }: Mask): number[] {
  const { length } = data;
  return [data[0], data[width - 1], data[length - width], data[length - 1]];
}

function sumOf(values: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
