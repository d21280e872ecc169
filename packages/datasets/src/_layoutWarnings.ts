import type { LeftOut, Sample } from "./manifest.ts";

/**
 * What a reader of folders could not find (masks, normal images) and what it did not read.
 *
 * @param caller - In front of each text.
 * @param leftOut - Folders and files that were not read.
 * @returns Fields to put into the manifest; those that would be empty are not there.
 */
export function layoutWarnings(
  caller: string,
  samples: readonly Sample[],
  leftOut: readonly LeftOut[] = [],
): { warnings?: string[]; leftOut?: LeftOut[] } {
  const warnings: string[] = [];
  const unmasked = samples.filter((sample) => sample.label === 1 && !sample.mask);
  if (unmasked.length > 0)
    warnings.push(
      `${caller}: ${unmasked.length} anomalous images have no mask, the first ${unmasked[0].image}`,
    );
  if (samples.every((sample) => sample.label === 1))
    warnings.push(
      `${caller}: no image is normal: no folder is named good, normal or ok; name the folder of normal images with { normal }`,
    );
  if (leftOut.length > 0) warnings.push(`${caller}: left out: ${leftOut.map(shown).join(", ")}`);
  return {
    ...(warnings.length > 0 && { warnings }),
    ...(leftOut.length > 0 && { leftOut: [...leftOut] }),
  };
}

function shown({ path }: LeftOut): string {
  return path === "." ? "the images outside of any class folder" : path;
}
