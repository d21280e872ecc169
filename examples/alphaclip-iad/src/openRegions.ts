import {
  buildRegions,
  type Describer,
  mergeRegions,
  readRegions,
  type RegionManifest,
} from "@flawlens/alphaclip";
import { inferMaskClasses, loadDataset, type Manifest, splitByPart } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import { showProgress } from "../../multitype-fcdd/src/progress.ts";
import type { Config } from "./config.ts";

export interface RegionSources {
  /** Folders of data sets of known layouts. */
  data?: readonly string[];
  /** Folders whose defects are all for the test, as the paper tests on MVTec AD. */
  testData?: readonly string[];
  split: Config["split"];
  seed: number;
  eps?: number;
  minSamples?: number;
  minPixels?: number;
  describe?: Describer;
}

/**
 * The regions of one or more data sets. Published sides stay as they are where there are defects to train
 * and to test on; else all defects are shared out by the seed, an image or part always on one side.
 */
export async function makeRegions({
  data = [],
  testData = [],
  split,
  seed,
  ...options
}: RegionSources): Promise<RegionManifest> {
  if (!data.length) throw new Error("expected --data DIR, one or more data sets, got none");
  const made: RegionManifest[] = [];
  const sets = [
    ...data.map((folder) => ({ folder, isTest: false })),
    ...testData.map((folder) => ({ folder, isTest: true })),
  ];
  for (const { folder, isTest } of sets) {
    const manifest = await defectsOf(folder);
    const sided = isTest
      ? onTestSide(manifest)
      : withSides(manifest, testData.length ? withoutTest(split) : split, seed);
    const bar = showProgress(`regions of ${manifest.name}`, manifest.samples.length);
    const onProgress = (done: number) => bar.update(done);
    made.push(await buildRegions(sided, { ...options, onProgress }).finally(() => bar.stop()));
  }
  return mergeRegions(made);
}

/** Regions of a file, or of data sets. */
export async function openRegions(
  file: string | undefined,
  sources: RegionSources,
): Promise<RegionManifest> {
  if (Boolean(file) === Boolean(sources.data?.length))
    throw new Error(`expected --regions FILE or --data DIR, got ${file ? "both" : "neither"}`);
  return file ? readRegions(file) : makeRegions(sources);
}

/** A data set's defects, its masks' classes found out where an image shows several types. */
async function defectsOf(folder: string): Promise<Manifest> {
  const loaded = await loadDataset(folder);
  const samples = loaded.samples.filter(({ label }) => label === 1);
  const manifest = { ...loaded, samples };
  const several = samples.some(({ defectTypes }) => defectTypes.length > 1);
  const told = several && !loaded.maskClasses ? await inferMaskClasses(manifest) : manifest;
  for (const warning of told.warnings ?? []) console.warn(`note: ${warning}`);
  return { ...told, warnings: undefined };
}

function withSides(manifest: Manifest, fractions: Config["split"], seed: number): Manifest {
  const sides = new Set(manifest.samples.map(({ split }) => split));
  const fits = sides.has("train") && sides.has("test") === fractions.test > 0;
  if (manifest.splits !== "none" && fits) return manifest;
  console.warn(
    `note: ${manifest.name} has no sides with defects as this run needs them: they are shared out by the seed`,
  );
  const split = splitByPart(manifest, { fractions, random: randomStream(seed) });
  for (const warning of split.warnings ?? []) console.warn(`note: ${warning}`);
  return split;
}

/** All for the test, under a name of their own: they may be of the same data set's folder names. */
function onTestSide(manifest: Manifest): Manifest {
  const samples = manifest.samples.map((sample) => ({ ...sample, split: "test" as const }));
  return { ...manifest, name: `${manifest.name} test`, samples, splits: "made" };
}

/** The shares of the other sides, where the test has data of its own. */
function withoutTest({ train, validation }: Config["split"]): Config["split"] {
  const sum = train + validation;
  return { train: train / sum, validation: validation / sum, test: 0 };
}
