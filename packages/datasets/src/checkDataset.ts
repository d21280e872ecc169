import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isImageName } from "./_files.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { prefetch } from "./prefetch.ts";
import { readSample } from "./readSample.ts";

/** How many images of one kind there are. */
export interface CheckRow {
  category: string;
  split: Sample["split"];
  /** A defect type, or "normal". An image with two types counts in two rows. */
  type: string;
  images: number;
  masks: number;
  /** Masks without a single anomalous pixel. */
  emptyMasks: number;
  parts: number;
}

export interface CheckProblem {
  /** "unreadable" image or mask, mask of another "size", "orphan" image file that no sample names. */
  kind: "unreadable" | "size" | "orphan";
  file: string;
  message: string;
}

export interface DatasetCheck {
  rows: CheckRow[];
  problems: CheckProblem[];
  warnings: string[];
}

export interface CheckOptions {
  /** Told after each few samples how many are done. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the check early. */
  signal?: AbortSignal;
}

/** Samples read at a time. */
const together = 4;

/**
 * Opens every image and mask of a data set and tells what is wrong: files that cannot be
 * read, masks of another size than their image, image files below the root that no sample
 * names. Holds four images at a time.
 *
 * @param manifest - Not changed.
 * @throws What the signal's `reason` is, if it came.
 * @returns Counts by category, split and type; the problems; the loader's warnings.
 *
 * @example
 * console.log(formatCheck(await checkDataset(await loadDataset("data"))));
 */
export async function checkDataset(
  manifest: Manifest,
  { onProgress, signal }: CheckOptions = {},
): Promise<DatasetCheck> {
  const problems: CheckProblem[] = [];
  const rows = new Map<string, { row: CheckRow; keys: Set<string> }>();
  const { samples } = manifest;
  const opened: OpenedSample[] = [];
  const open = (sample: Sample) => openSample(manifest, sample);
  for await (const sample of prefetch(samples, open, { ahead: together, signal })) {
    opened.push(sample);
    if (opened.length % together === 0 || opened.length === samples.length)
      onProgress?.(opened.length, samples.length);
  }
  for (const [i, sample] of samples.entries()) {
    const { anomalousPixels, problem } = opened[i];
    if (problem) problems.push(problem);
    for (const type of sample.label === 0 ? ["normal"] : sample.defectTypes) {
      const { category, split } = sample;
      const key = JSON.stringify([category, split, type]);
      const empty = { category, split, type, images: 0, masks: 0, emptyMasks: 0, parts: 0 };
      const { row, keys } = rows.get(key) ?? { row: empty, keys: new Set<string>() };
      rows.set(key, { row, keys });
      row.images++;
      if (sample.mask !== null) row.masks++;
      if (anomalousPixels === 0) row.emptyMasks++;
      row.parts = keys.add(sample.part ?? sample.id).size;
    }
  }
  problems.push(...(await orphans(manifest)));
  return {
    rows: [...rows.values()].map(({ row }) => row),
    problems,
    warnings: manifest.warnings ?? [],
  };
}

interface OpenedSample {
  /** Null where there is no mask or it cannot be read. */
  anomalousPixels: number | null;
  problem?: CheckProblem;
}

async function openSample(manifest: Manifest, sample: Sample): Promise<OpenedSample> {
  try {
    const { mask } = await readSample(manifest, sample);
    return { anomalousPixels: mask && mask.data.reduce((sum, on) => sum + on, 0) };
  } catch (error) {
    const { message } = error as Error;
    const kind = error instanceof RangeError ? "size" : "unreadable";
    const file = message.startsWith("readMask") ? sample.mask! : sample.image;
    return { anomalousPixels: null, problem: { kind, file, message } };
  }
}

async function orphans({ root, samples, besides }: Manifest): Promise<CheckProblem[]> {
  const known = new Set(besides);
  const named = new Set(samples.flatMap(({ image, mask }) => [image, mask]));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isImageName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, "/").length))
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !named.has(file))
    .filter((file) => !file.split("/").some((name) => name.startsWith(".") || known.has(name)))
    .filter((file) => !pathsTo(file).some((path) => known.has(path)))
    .sort()
    .map((file) => ({
      kind: "orphan",
      file,
      message: `checkDataset: expected every image file to be in the manifest, got ${file} besides`,
    }));
}

/** "a/b/c.png": "a", "a/b" and itself. */
function pathsTo(file: string): string[] {
  const names = file.split("/");
  return names.map((_, i) => names.slice(0, i + 1).join("/"));
}
