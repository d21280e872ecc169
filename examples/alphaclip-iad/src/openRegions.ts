import { readRegions, type RegionManifest, regionsOfDatasets } from "@flawlens/alphaclip";
import type { RegionsOfDatasetsOptions } from "@flawlens/alphaclip";
import { loadDataset } from "@flawlens/datasets";
import { showPhases } from "../../multitype-fcdd/src/progress.ts";

export interface RegionSources extends Omit<
  RegionsOfDatasetsOptions,
  "testData" | "onProgress" | "onWarning"
> {
  /** Folders of data sets of known layouts. */
  data?: readonly string[];
  /** Folders whose defects are all for the test, as the paper tests on MVTec AD. */
  testData?: readonly string[];
}

/** The regions of one or more data sets, with a progress bar for each. */
export async function makeRegions({
  data = [],
  testData = [],
  ...options
}: RegionSources): Promise<RegionManifest> {
  if (!data.length) throw new Error("expected --data DIR, one or more data sets, got none");
  const [sets, tests] = await Promise.all(
    [data, testData].map((folders) => Promise.all(folders.map((folder) => loadDataset(folder)))),
  );
  const phases = showPhases();
  return regionsOfDatasets(sets, {
    ...options,
    testData: tests,
    onWarning: (message) => console.warn(`note: ${message}`),
    onProgress: ({ dataset, done, total }) =>
      phases.of(`regions of ${dataset}`, total).update(done),
  }).finally(() => phases.stop());
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
