import { readFile } from "node:fs/promises";
import {
  createAlphaClip,
  describe,
  type MergesOptions,
  type PretrainedFiles,
  type RankedDescription,
  readDescriber,
  type RegionInput,
} from "@flawlens/alphaclip";
import { readImage, readMask } from "@flawlens/datasets";
import type { Box, Point } from "@flawlens/metrics";
import { useEngine } from "@flawlens/tfjs-backend-ort";

export interface DescribeImageOptions extends PretrainedFiles, MergesOptions {
  model: string;
  image: string;
  /** One of these three says where. */
  mask?: string;
  box?: Box;
  point?: Point;
  /** File of one description a line; default what the model was trained on. */
  candidates?: string;
}

/** Prints the descriptions of one region of an image, the nearest first. */
export async function describeImage(options: DescribeImageOptions): Promise<RankedDescription[]> {
  const { model: file, image: path, candidates, ...files } = options;
  const region = await regionOf(options);
  const image = await readImage(path);
  const texts = candidates ? await readCandidates(candidates) : undefined;
  await useEngine();
  const { towers, params, descriptions } = await readDescriber(file, files);
  const model = createAlphaClip({ towers, params });
  const known = descriptions.map(({ description }) => description);
  const ranking = await describe(model, image, region, texts ?? known);
  for (const { description, score } of ranking.slice(0, 5))
    console.log(`${score.toFixed(3).padStart(7)}  ${description}`);
  if (ranking.length > 5) console.log(`and ${ranking.length - 5} more`);
  return ranking;
}

async function regionOf({ mask, box, point }: DescribeImageOptions): Promise<RegionInput> {
  const given = Object.entries({ mask, box, point }).filter(([, value]) => value !== undefined);
  if (given.length !== 1)
    throw new Error(
      `expected one of --mask FILE, --box x,y,w,h and --point x,y, got ${given.map(([name]) => `--${name}`).join(" and ") || "none"}`,
    );
  if (mask) return { mask: await readMask(mask) };
  if (box) return { box };
  return { point: point! };
}

/** The lines of a file, without empty ones and repetitions. */
async function readCandidates(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new Error(`expected candidate descriptions in ${file}, got ${cause.message}`, { cause });
  });
  const lines = [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter(Boolean);
  if (!lines.length)
    throw new Error(`expected candidate descriptions in ${file}, one a line, got none`);
  return lines;
}
