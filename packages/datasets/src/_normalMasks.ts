import { maskFilesOf } from "./_maskFilesOf.ts";
import type { Sample } from "./manifest.ts";

/**
 * Takes masks from normal images that share them with another image: masks of normal images are found by
 * name, and names repeat (`train/good/000.png`, `test/good/000.png`).
 *
 * @param samples - Their masks are set.
 * @returns The paths of these masks.
 */
export function releaseSharedMasks(samples: readonly Sample[]): string[] {
  const users = new Map<string, number>();
  for (const mask of samples.flatMap(maskFilesOf)) users.set(mask, (users.get(mask) ?? 0) + 1);
  const released = new Set<string>();
  for (const sample of samples) {
    const masks = maskFilesOf(sample);
    if (sample.label !== 0 || masks.every((mask) => users.get(mask) === 1)) continue;
    for (const mask of masks) released.add(mask);
    sample.mask = null;
    delete sample.moreMasks;
  }
  return [...released];
}
