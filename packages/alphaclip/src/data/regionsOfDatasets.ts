import { inferMaskClasses, splitByPart } from "@flawlens/datasets";
import type { Manifest, SplitOptions } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";

import { buildRegions } from "./buildRegions.ts";
import type { BuildRegionsOptions } from "./buildRegions.ts";
import { mergeRegions } from "./mergeRegions.ts";
import type { RegionManifest } from "./regionRecord.ts";

/** Fractions of the parts of a data set. */
type Fractions = SplitOptions["fractions"];

export interface RegionsOfDatasetsOptions extends Omit<BuildRegionsOptions, "onProgress"> {
  /** Data sets whose defects are all for testing, as the paper tests on MVTec AD. Default none. */
  testData?: readonly Manifest[];
  /** Fractions of the splits, for a data set that has no defects to train on or none to test on. */
  split: Fractions;
  /** The seed of that split. */
  seed: number;
  /** Called as regions are made, with the data set's name and the number of its images done. */
  onProgress?: (progress: { dataset: string; done: number; total: number }) => void;
  /** Called with a sentence for the user: a data set was split anew, or masks were assigned to types. */
  onWarning?: (message: string) => void;
}

/**
 * The regions of the defects of one or more data sets, as one manifest (see `buildRegions`). Published
 * splits stay as they are where they have defects to train and to test on; elsewhere the defects are
 * split by the seed, all images of a part on one side.
 *
 * @throws {RangeError} If there is no data set, or as `buildRegions` and `mergeRegions`.
 * @throws {Error} If a mask cannot be read.
 *
 * @example
 * const regions = await regionsOfDatasets([await mvtecAd("mvtec"), await visa("visa")], {
 *   split: { train: 0.6, validation: 0.1, test: 0.3 },
 *   seed: 1,
 * });
 */
export async function regionsOfDatasets(
  data: readonly Manifest[],
  options: RegionsOfDatasetsOptions,
): Promise<RegionManifest> {
  const { testData = [], split, seed, onProgress, onWarning, ...building } = options;
  if (!data.length)
    throw new RangeError("regionsOfDatasets: expected one or more data sets, got none");
  const fractions = testData.length ? withoutTest(split) : split;
  const made: RegionManifest[] = [];
  const build = async (manifest: Manifest) => {
    const { name: dataset } = manifest;
    const tell = (done: number, total: number) => onProgress?.({ dataset, done, total });
    made.push(await buildRegions(manifest, { ...building, onProgress: tell }));
  };
  for (const manifest of data)
    await build(withSides(await defectsOf(manifest, onWarning), { fractions, seed, onWarning }));
  for (const manifest of testData) await build(onTestSide(await defectsOf(manifest, onWarning)));
  return mergeRegions(made);
}

/** A data set's defects; mask values are assigned to types where an image shows several. */
async function defectsOf(
  manifest: Manifest,
  onWarning: RegionsOfDatasetsOptions["onWarning"],
): Promise<Manifest> {
  const samples = manifest.samples.filter(({ label }) => label === 1);
  const defects = { ...manifest, samples };
  const several = samples.some(({ defectTypes }) => defectTypes.length > 1);
  const told = several && !manifest.maskClasses ? await inferMaskClasses(defects) : defects;
  for (const warning of told.warnings ?? []) onWarning?.(warning);
  return { ...told, warnings: undefined };
}

function withSides(
  manifest: Manifest,
  {
    fractions,
    seed,
    onWarning,
  }: Pick<RegionsOfDatasetsOptions, "seed" | "onWarning"> & { fractions: Fractions },
): Manifest {
  const sides = new Set(manifest.samples.map(({ split }) => split));
  const fits = sides.has("train") && sides.has("test") === fractions.test > 0;
  if (manifest.splits !== "none" && fits) return manifest;
  onWarning?.(
    `${manifest.name} is published without the splits of defects that this run needs: its defects are split by the seed`,
  );
  const split = splitByPart(manifest, { fractions, random: randomStream(seed) });
  for (const warning of split.warnings ?? []) onWarning?.(warning);
  return split;
}

/** All for testing, under a name of its own: the data set may be one of those trained on, too. */
function onTestSide(manifest: Manifest): Manifest {
  const samples = manifest.samples.map((sample) => ({ ...sample, split: "test" as const }));
  return { ...manifest, name: `${manifest.name} test`, samples, splits: "made" };
}

/** The fractions of the other splits, where the test has data sets of its own. */
function withoutTest({ train, validation }: Fractions): Fractions {
  const sum = train + validation;
  return { train: train / sum, validation: validation / sum, test: 0 };
}
