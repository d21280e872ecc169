import { partKey } from "@flawlens/sampling";
import { doubtsOf } from "./_doubtsOf.ts";
import { leftOutFiles } from "./_leftOutFiles.ts";
import { type OpenedSample, openSample } from "./_openSample.ts";
import { todoOf } from "./_todoOf.ts";
import type { CheckRecognised, CheckRow, DatasetCheck } from "./datasetCheck.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { prefetch } from "./prefetch.ts";

/** Options of `checkDataset`. */
export interface CheckOptions {
  /** Told after each few samples how many are done. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the check early. */
  signal?: AbortSignal;
}

/** Samples read at a time. */
const together = 4;

/**
 * Opens every image and mask of a data set and tells what was recognised as what, what was left out
 * and why, what is wrong, and what to do. A file is wrong if it cannot be read, a mask also if
 * it is not of its image's size. What reads well and may mean something else is in `doubts`: inverted
 * masks, images of 12 bits saved with 16, the same file on two sides. At most four images are held in
 * memory at a time, and a few hundred bytes for each sample.
 *
 * @param manifest - Not changed.
 * @param options - `onProgress` is told how many samples are done; `signal` ends the check early.
 * @returns The findings as plain JSON; `formatCheck` makes text of them.
 * @throws The `reason` of the signal, if it came.
 *
 * @example
 * console.log(formatCheck(await checkDataset(await loadDataset("data"))));
 */
export async function checkDataset(
  manifest: Manifest,
  { onProgress, signal }: CheckOptions = {},
): Promise<DatasetCheck> {
  const { samples, name, root } = manifest;
  const opened: OpenedSample[] = [];
  const open = (sample: Sample) => openSample(manifest, sample);
  for await (const sample of prefetch(samples, open, { ahead: together, signal })) {
    opened.push(sample);
    if (opened.length % together === 0 || opened.length === samples.length)
      onProgress?.(opened.length, samples.length);
  }
  const normal = samples.filter(({ label }) => label === 0).length;
  const found = {
    name,
    root,
    recognised: recognisedIn(manifest),
    counts: {
      images: samples.length,
      normal,
      anomalous: samples.filter(({ label }) => label === 1).length,
      unknown: samples.filter(({ label }) => label === null).length,
      masks: samples.filter(({ mask }) => mask !== null).length,
      emptyMasks: opened.filter(isEmpty).length,
      unmasked: samples.filter(({ label, mask }) => label === 1 && mask === null).length,
    },
    rows: rowsOf(samples, opened),
    problems: opened.flatMap(({ problem }) => problem ?? []),
    doubts: doubtsOf(opened),
    leftOut: await leftOutFiles(manifest),
    warnings: manifest.warnings ?? [],
  };
  return { ...found, todo: todoOf(found) };
}

function rowsOf(samples: readonly Sample[], opened: readonly OpenedSample[]): CheckRow[] {
  const rows = new Map<string, { row: CheckRow; keys: Set<string> }>();
  for (const [i, sample] of samples.entries())
    for (const type of kindsOf(sample)) {
      const { category, split } = sample;
      const key = JSON.stringify([category, split, type]);
      const empty = { category, split, type, images: 0, masks: 0, emptyMasks: 0, parts: 0 };
      const { row, keys } = rows.get(key) ?? { row: empty, keys: new Set<string>() };
      rows.set(key, { row, keys });
      row.images++;
      if (sample.mask !== null) row.masks++;
      if (isEmpty(opened[i])) row.emptyMasks++;
      row.parts = keys.add(partKey(sample)).size;
    }
  return [...rows.values()].map(({ row }) => row);
}

/** Whether an anomalous image has a mask that marks nothing; of a normal one, that is as it should be. */
function isEmpty({ sample, mask }: OpenedSample): boolean {
  return sample.label !== 0 && mask?.anomalous === 0;
}

function kindsOf({ label, defectTypes }: Sample): readonly string[] {
  if (label === null) return ["unknown"];
  if (label === 0) return ["normal"];
  return defectTypes.length > 0 ? defectTypes : ["anomalous"];
}

function recognisedIn({ layout, origin, splits, provenance }: Manifest): CheckRecognised {
  const said = "as the manifest says";
  const { normal, types, masks } = origin ?? { normal: said, types: said, masks: said };
  return { layout, normal, types, masks, sides: sidesOf(splits, provenance?.function) };
}

function sidesOf(splits: Manifest["splits"], by: unknown): string {
  if (splits === "published") return "as the data set gives them";
  if (splits === "none") return "not given: all images are for training until they are split";
  if (splits === "made")
    return typeof by === "string" ? `drawn at random by ${by}` : "drawn at random";
  return "as the manifest says";
}
