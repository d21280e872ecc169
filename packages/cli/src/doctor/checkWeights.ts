import { existsSync } from "node:fs";
import { mkdtemp, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Check } from "./diagnosis.ts";

/** Whether published weights can be kept: an empty folder is made in the cache, or where the cache would be, and removed. */
export async function checkWeights(cacheDirectory?: string): Promise<Check> {
  const cache = cacheDirectory ?? (await import("@flawlens/backbones")).hubCacheDirectory();
  let there = cache;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  try {
    await rmdir(await mkdtemp(join(there, ".flawlens-doctor-")));
    return { name: "weights", state: "ok", found: `pretrained weights are kept in ${cache}` };
  } catch (error) {
    return {
      name: "weights",
      state: "slow",
      found: `pretrained weights cannot be kept in ${cache}: ${(error as Error).message}`,
      mend: "set HF_HOME to a folder that can be written, or name a file with --weights",
    };
  }
}
