import { existsSync } from "node:fs";
import { loadDataset, type LoadDatasetOptions, type Manifest } from "@flawlens/datasets";
import { UsageError } from "../terminal/usageError.ts";

/**
 * Reads the data set that a command names.
 *
 * @throws {UsageError} If there is nothing at `path`.
 * @throws {Error} As `loadDataset`.
 */
export async function readDataset(
  path: string,
  options: LoadDatasetOptions = {},
): Promise<Manifest> {
  if (!existsSync(path))
    throw new UsageError(
      `expected a folder of images or a list of them, got ${path}, which is not there`,
    );
  return loadDataset(path, options);
}
