import { readRegions, regionsOfDatasets } from "@flawlens/alphaclip";
import type { RegionManifest, RegionsOfDatasetsOptions } from "@flawlens/alphaclip";
import { readDataset } from "../data/readDataset.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import type { RegionData } from "./regionData.ts";

/** The sources of regions, and the options for making them. */
export interface RegionSources
  extends RegionData, Omit<RegionsOfDatasetsOptions, "testData" | "onProgress" | "onWarning"> {
  /** Data sets whose defects are all for the test, as the paper tests on MVTec AD. */
  testData?: readonly string[];
}

/** The part of a terminal that is used while regions are made. */
type Told = Pick<Terminal, "note" | "phases" | "endPhases">;

/**
 * The regions of the masks of one or more data sets, with progress.
 *
 * @throws {UsageError} If none is named.
 * @throws {Error} As `readDataset` and `regionsOfDatasets`.
 */
export async function makeRegions(
  terminal: Told,
  { data = [], testData = [], category, allowOutside, ...options }: RegionSources,
): Promise<RegionManifest> {
  if (data.length === 0)
    throw new UsageError("expected --data DIR, one or more data sets with masks, got none");
  const [sets, tests] = await Promise.all(
    [data, testData].map((folders) =>
      Promise.all(folders.map((folder) => readDataset(folder, { category, allowOutside }))),
    ),
  );
  const phases = terminal.phases();
  return regionsOfDatasets(sets, {
    ...options,
    testData: tests,
    onWarning: (message) => terminal.note(message),
    onProgress: ({ dataset, done, total }) =>
      phases.of(`regions of ${dataset}`, total).update(done),
  }).finally(() => terminal.endPhases());
}

/**
 * The regions of a `regions.json`, or of data sets.
 *
 * @throws {UsageError} If both are named, or neither.
 */
export async function openRegions(
  terminal: Told,
  file: string | undefined,
  sources: RegionSources,
): Promise<RegionManifest> {
  const hasData = (sources.data ?? []).length > 0;
  if ((file !== undefined) === hasData)
    throw new UsageError(`expected --regions FILE or --data DIR, got ${file ? "both" : "neither"}`);
  return file === undefined ? makeRegions(terminal, sources) : readRegions(file);
}
