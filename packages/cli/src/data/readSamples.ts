import type { Manifest, Sample } from "@flawlens/datasets";
import type { DataOptions } from "../options/addDataOptions.ts";
import { readDataset } from "./readDataset.ts";
import { samplesOf } from "./samplesOf.ts";

/**
 * Reads a data set and chooses the images that a command's options name.
 *
 * @throws {Error} As `readDataset`, or if there are none.
 */
export async function readSamples({
  data,
  split,
  category,
  normal,
  masks,
  allowOutside,
}: DataOptions & { data: string }): Promise<{ manifest: Manifest; samples: Sample[] }> {
  const manifest = await readDataset(data, { normal, masks, category, allowOutside });
  return { manifest, samples: samplesOf(manifest, split) };
}
