import { join } from "node:path";

import { datasetHash, readSample, readSampleMask } from "@flawlens/datasets";
import type { Manifest, Mask, Sample } from "@flawlens/datasets";
import type { Grid } from "@flawlens/metrics";
import { splitRegions } from "@flawlens/sampling";
import type { SplitRegion } from "@flawlens/sampling";

import { describeDefect } from "./describeDefect.ts";
import type { DescribePair } from "./describeDefect.ts";
import { runsOf } from "./regionMask.ts";
import type { RegionManifest, RegionRecord } from "./regionRecord.ts";

export interface BuildRegionsOptions {
  /** Gives the description of each pair of category and defect type; default `describeDefect`. */
  describe?: DescribePair;
  /** `eps` of `splitRegions`, in pixels; default `max(3, 0.005 · longer side)` of each mask. */
  eps?: number;
  /** `minSamples` of `splitRegions`; default 5. */
  minSamples?: number;
  /** Regions of fewer pixels are left out; default 0. */
  minPixels?: number;
  /** Called after each anomalous image with the number of images done. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Makes one record of each anomalous region of a data set: each mask is split into its regions (equation
 * 4: DBSCAN of its pixels), and each region gets the description of its category and defect type. The
 * regions of an image are in the image's split; call `splitByPart` first to keep the images of a part in
 * one split too.
 *
 * A mask that consists of specks only gives one record of the whole mask. Where a mask has a value for each
 * of several types (`maskClasses`, see `inferMaskClasses`), each type is split by itself. Samples without a
 * mask, with an empty mask, or with several types that the mask does not tell apart are listed in
 * `skipped`.
 *
 * @throws {RangeError} If no sample gives a region, a description is empty, or two pairs of category and
 *   defect type have the same description, so that nothing could tell them apart.
 * @throws {Error} If a mask cannot be read.
 *
 * @example
 * const regions = await buildRegions(await mvtecAd("mvtec"));
 * await saveRegions("regions.json", regions);
 */
export async function buildRegions(
  manifest: Manifest,
  options: BuildRegionsOptions = {},
): Promise<RegionManifest> {
  const { describe = describeDefect, eps, minSamples = 5, minPixels = 0, onProgress } = options;
  const anomalous = manifest.samples.filter(({ label }) => label === 1);
  const skipped: RegionManifest["skipped"] = [];
  const regions: Omit<RegionRecord, "description">[] = [];
  for (const [i, sample] of anomalous.entries()) {
    const why = unfit(manifest, sample);
    const found = why ? [] : await regionsOf(manifest, sample, { eps, minSamples, minPixels });
    if (!found.length) skipped.push({ sample: sample.id, why: why ?? "no region in its mask" });
    regions.push(...found);
    onProgress?.(i + 1, anomalous.length);
  }
  if (!regions.length)
    throw new RangeError(
      `buildRegions: expected anomalous samples with masks in ${manifest.name}, got ${anomalous.length} without a region; ` +
        `the first: ${skipped[0] ? `${skipped[0].sample}, ${skipped[0].why}` : "none"}`,
    );
  const descriptions = await describePairs(manifest.root, regions, describe);
  const textOf = new Map(descriptions.map((row) => [keyOf(row), row.description]));
  return {
    format: 2,
    name: manifest.name,
    root: manifest.root,
    descriptions,
    regions: regions.map((region) => ({
      ...region,
      description: textOf.get(keyOf(region)) as string,
    })),
    skipped,
    provenance: { eps: eps ?? null, minSamples, minPixels, dataset: datasetHash(manifest) },
  };
}

function keyOf({ category, defectType }: { category: string; defectType: string }): string {
  return JSON.stringify([category, defectType]);
}

function unfit({ maskClasses }: Manifest, { mask, defectTypes, category }: Sample) {
  if (mask === null) return "no mask";
  const classes = maskClasses ?? {};
  const told = (type: string) =>
    [`${category}/${type}`, type].some((name) => Object.hasOwn(classes, name));
  if (defectTypes.length === 1 || (defectTypes.length && defectTypes.every(told))) return undefined;
  return `${defectTypes.length} defect types in one mask`;
}

async function regionsOf(
  manifest: Manifest,
  sample: Sample,
  options: { eps?: number; minSamples: number; minPixels: number },
): Promise<Omit<RegionRecord, "description">[]> {
  const records: Omit<RegionRecord, "description" | "regionIndex" | "regionCount">[] = [];
  for (const { defectType, mask } of await masksOf(manifest, sample)) {
    const { found, whole } = individual(mask, options);
    for (const { pixels, box, area } of found)
      records.push({
        id: `${sample.id}#${records.length}`,
        sample: sample.id,
        category: sample.category,
        defectType,
        split: sample.split,
        image: sample.image,
        height: mask.height,
        width: mask.width,
        box,
        area,
        runs: runsOf(pixels),
        ...(whole && { wholeMask: true as const }),
        ...(sample.part !== undefined && { part: sample.part }),
      });
  }
  const regionCount = records.length;
  return records.map((record, regionIndex) => ({ ...record, regionIndex, regionCount }));
}

/** A sample's mask, or those of its types one by one. */
async function masksOf(
  manifest: Manifest,
  sample: Sample,
): Promise<{ defectType: string; mask: Mask }[]> {
  const [defectType] = sample.defectTypes;
  if (sample.defectTypes.length > 1) {
    const reading = sample.defectTypes.map(async (type) => {
      const { mask } = await readSample(manifest, sample, { defectType: type });
      return { defectType: type, mask: mask as Mask };
    });
    return Promise.all(reading);
  }
  return [{ defectType, mask: (await readSampleMask(manifest, sample)) as Mask }];
}

/** The regions of a mask, or the whole of it where all of it is noise. */
function individual(
  mask: Grid,
  { eps, minSamples, minPixels }: { eps?: number; minSamples: number; minPixels: number },
): { found: SplitRegion[]; whole: boolean } {
  const { regions } = splitRegions(mask, { ...(eps !== undefined && { eps }), minSamples });
  if (regions.length)
    return { found: regions.filter(({ area }) => area >= minPixels), whole: false };
  const reach = Math.hypot(mask.height, mask.width) + 1; // from any pixel to any other
  const all = splitRegions(mask, { eps: reach, minSamples: 1 });
  return { found: all.regions.filter(({ area }) => area >= minPixels), whole: true };
}

async function describePairs(
  root: string,
  regions: readonly Omit<RegionRecord, "description">[],
  describe: DescribePair,
): Promise<RegionManifest["descriptions"]> {
  const pairs = new Map(regions.toReversed().map((region) => [keyOf(region), region]));
  const rows: RegionManifest["descriptions"] = [];
  const pairOf = new Map<string, string>();
  for (const key of new Set(regions.map(keyOf))) {
    const { category, defectType, image } = pairs.get(key) as RegionRecord; // the pair's first
    const text = (await describe({ category, defectType, image: join(root, image) })).trim();
    const pair = `${category}/${defectType}`;
    if (!text)
      throw new RangeError(`buildRegions: expected a description of ${pair}, got an empty one`);
    if (pairOf.has(text))
      throw new RangeError(
        `buildRegions: expected a description for each pair, got ${JSON.stringify(text)} for ${pairOf.get(text)} and ${pair}; two pairs with one text are one class`,
      );
    pairOf.set(text, pair);
    rows.push({ category, defectType, description: text });
  }
  return rows;
}
