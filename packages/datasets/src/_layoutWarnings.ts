import type { Sample } from "./manifest.ts";

/**
 * What a reader of folders could not find: masks, normal images, the insides of folders.
 *
 * @param caller - In front of each.
 * @param left - Folders beside images that nobody reads.
 * @returns One text each, or nothing to put into the manifest.
 */
export function layoutWarnings(
  caller: string,
  samples: readonly Sample[],
  left: readonly string[] = [],
): { warnings?: string[] } {
  const warnings: string[] = [];
  const unmasked = samples.filter((sample) => sample.label === 1 && !sample.mask);
  if (unmasked.length > 0)
    warnings.push(
      `${caller}: ${unmasked.length} anomalous images have no mask, the first ${unmasked[0].image}`,
    );
  if (samples.every((sample) => sample.label === 1))
    warnings.push(
      `${caller}: no image is normal; the folder of normal ones is named good, normal or ok`,
    );
  if (left.length > 0) warnings.push(`${caller}: left alone: ${left.join(", ")}`);
  return warnings.length > 0 ? { warnings } : {};
}
