import { existsSync } from "node:fs";
import { join } from "node:path";
import { isRemote, loadDataset, type LoadDatasetOptions, type Manifest } from "@flawlens/datasets";
import { runMark } from "../run/runParts.ts";
import { UsageError } from "../terminal/usageError.ts";

/**
 * Reads the data set that a command names. Of the folder of a run it reads the manifest, whose images lie elsewhere.
 *
 * @throws {UsageError} If there is nothing at `path`, or the data set has no such category.
 * @throws {Error} As `loadDataset`.
 */
export async function readDataset(
  path: string,
  options: LoadDatasetOptions = {},
): Promise<Manifest> {
  if (!isRemote(path) && !existsSync(path))
    throw new UsageError(
      `expected a folder of images or a list of them, got ${path}, which is not there`,
    );
  const kept = join(path, "manifest.json");
  const isRun = existsSync(join(path, runMark)) && existsSync(kept);
  return loadDataset(isRun ? kept : path, options).catch((error: Error) => {
    if (options.category === undefined || !(error instanceof RangeError)) throw error;
    throw new UsageError(error.message, { cause: error });
  });
}
