import { readFile } from "node:fs/promises";
import { createAlphaClip, describe, readDescriber } from "@flawlens/alphaclip";
import type {
  MergesOptions,
  PretrainedFiles,
  RankedDescription,
  RegionInput,
} from "@flawlens/alphaclip";
import { readImage, readMask } from "@flawlens/datasets";
import type { Box, Point } from "@flawlens/metrics";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { UsageError } from "../terminal/usageError.ts";

/** The region to describe, and the descriptions to choose from. */
export interface DescribeImageOptions {
  /** `model.safetensors` of a run. */
  model: string;
  image: string;
  /** One of these three says where; pixels of the image. */
  mask?: string;
  box?: Box;
  point?: Point;
  /** File of one description a line; default what the model was trained on. */
  candidates?: string;
}

/**
 * The descriptions of one region of an image, the nearest first.
 *
 * @param files - What the model needs beside its own file.
 * @throws {UsageError} Unless exactly one of mask, box and point is given.
 * @throws {Error} If a file cannot be read, or the region is not inside the image.
 */
export async function describeImage(
  { model: file, image: path, candidates, ...where }: DescribeImageOptions,
  files: PretrainedFiles & MergesOptions = {},
): Promise<RankedDescription[]> {
  const region = await regionOf(where);
  const image = await readImage(path);
  const texts = candidates === undefined ? undefined : await readCandidates(candidates);
  await useEngine();
  const { towers, params, descriptions } = await readDescriber(file, files);
  const known = descriptions.map(({ description }) => description);
  return describe(createAlphaClip({ towers, params }), image, region, texts ?? known);
}

async function regionOf({
  mask,
  box,
  point,
}: Pick<DescribeImageOptions, "mask" | "box" | "point">): Promise<RegionInput> {
  const given = Object.entries({ mask, box, point }).filter(([, value]) => value !== undefined);
  if (given.length !== 1)
    throw new UsageError(
      `expected one of --mask FILE, --box x,y,width,height and --point x,y, got ${given.map(([name]) => `--${name}`).join(" and ") || "none"}`,
    );
  if (mask !== undefined) return { mask: await readMask(mask) };
  return box ? { box } : { point: point as Point };
}

/** The lines of a file, without empty ones and repetitions. */
async function readCandidates(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new Error(`expected candidate descriptions in ${file}, got ${cause.message}`, { cause });
  });
  const lines = [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter(Boolean);
  if (lines.length === 0)
    throw new Error(`expected candidate descriptions in ${file}, one a line, got none`);
  return lines;
}
