import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  datasetHash,
  isRemote,
  placeIn,
  readManifest,
  saveManifest,
  withKnownLabels,
} from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { Method } from "@flawlens/detector";
import type { DataConfig } from "./dataConfig.ts";
import { nominalSides } from "./nominalSides.ts";
import { readDataset } from "./readDataset.ts";
import { needsEachType, runDataOf } from "./runData.ts";
import type { RunData } from "./runData.ts";
import { typedSides } from "./typedSides.ts";

/** How a data set is opened. */
export interface DataOptions {
  /** The folder of normal images, or their label in a list. */
  normal?: string;
  /** The folder of masks. */
  masks?: string;
  /** Whether lists and manifests may name files outside of the data's folder. */
  allowOutside?: boolean;
}

/**
 * A loaded data set with the sides that a method needs. Images of unknown label are on none of them: they stay in
 * the manifest, and are named beside the sides.
 *
 * @param manifest - Of the category of the configuration, if it names one.
 * @throws {RangeError} If it cannot be trained on, with what to do about it.
 */
export function sidesFor(
  method: Method,
  manifest: Manifest,
  { config, seed }: { config: DataConfig; seed: number },
): RunData {
  const known = withKnownLabels(manifest);
  if (needsEachType(method)) return withUnknown(typedSides(known, config, seed), manifest);
  refuseSeveral(manifest);
  const shots = config.shots ?? usualShots(method, known);
  return withUnknown(nominalSides(known, config, seed, shots), manifest);
}

/** Puts the images of unknown label back into the manifest. */
function withUnknown({ manifest, notes }: RunData, { samples }: Manifest): RunData {
  const unknown = samples.filter(({ label }) => label === null);
  return runDataOf({ ...manifest, samples: [...manifest.samples, ...unknown] }, notes);
}

/** How many known anomalies a method trains on where nobody says; at least as many stay to test with. */
function usualShots({ needs }: Pick<Method, "needs">, { samples }: Manifest): number {
  if (needs.anomalies !== "few") return 0;
  const anomalies = samples.filter(({ label }) => label === 1).length;
  return anomalies < 20 ? Math.floor(anomalies / 2) : 10;
}

/** Keeps the data of a run, so that it goes on, and is evaluated, with the same sides. */
export function keepRunData(out: string, { manifest }: RunData): Promise<void> {
  return saveManifest(fileIn(out), manifest);
}

/** Whether a run has come as far as keeping its data. */
export function hasRunData(out: string): boolean {
  return existsSync(fileIn(out));
}

/**
 * The data of a run as it began, its images where `data` has them now.
 *
 * @returns The data; a note tells of files that have changed since.
 * @throws {Error} If images are missing.
 */
export async function reopenRunData(
  data: string | undefined,
  out: string,
  options: DataOptions & { category?: string },
): Promise<RunData> {
  const root = data === undefined ? undefined : (await readDataset(data, options)).root;
  const { allowOutside } = options;
  const manifest = await readManifest(fileIn(out), { root, allowOutside }).catch((cause: Error) => {
    throw new Error(`${cause.message}; or begin the run again with --overwrite`, { cause });
  });
  const isLost = ({ image }: Sample) => !existsSync(placeIn(manifest.root, image));
  const lost = isRemote(manifest.root) ? [] : manifest.samples.filter(isLost);
  if (lost.length > 0)
    throw new Error(
      `expected the images of ${fileIn(out)} in ${manifest.root}, got ${lost.length} of ${manifest.samples.length} missing, ` +
        `the first ${lost[0].image}; point --data to the data set that the run began with`,
    );
  const changed = manifest.hash !== datasetHash(manifest);
  return runDataOf(
    manifest,
    changed
      ? [
          "Files of the data set have changed since the run began: its numbers will not be those of one run.",
        ]
      : [],
  );
}

const fileIn = (out: string): string => join(out, "manifest.json");

function refuseSeveral({ categories, name }: Manifest): void {
  if (categories.length > 1)
    throw new RangeError(
      `expected --category as one of ${categories.join(", ")} of ${name}, got none: ` +
        `a detector of this method is trained for one kind of object`,
    );
}
