import type { LeftOut, Sample } from "./manifest.ts";

/**
 * What a reader of folders could not find (masks, normal images) and what it did not read.
 *
 * @param caller - The name in front of each text.
 * @param leftOut - Folders and files that were not read.
 * @param notes - What else to say, without the caller in front.
 * @param named - Whether normal images are told by the name of their folder.
 * @returns Fields to put into the manifest; those that would be empty are not there.
 */
export function layoutWarnings(
  caller: string,
  samples: readonly Sample[],
  leftOut: readonly LeftOut[] = [],
  notes: readonly string[] = [],
  named = true,
): { warnings?: string[]; leftOut?: LeftOut[] } {
  const warnings: string[] = [];
  const unmasked = samples.filter((sample) => sample.label === 1 && !sample.mask);
  if (unmasked.length > 0)
    warnings.push(
      `${caller}: ${unmasked.length} anomalous images have no mask, the first ${unmasked[0].image}`,
    );
  const unknown = samples.filter(({ label }) => label === null);
  if (unknown.length > 0)
    warnings.push(
      `${caller}: nobody says of ${unknown.length} images whether they are normal, the first ${unknown[0].image}: they are neither trained on nor judged by`,
    );
  if (!samples.some(({ label }) => label === 0))
    warnings.push(
      `${caller}: no image is normal` +
        (named
          ? ": no folder is named good, normal or ok; name the folder of normal images with { normal }"
          : ""),
    );
  warnings.push(...notes.map((note) => `${caller}: ${note}`));
  warnings.push(...leftOutWarnings(caller, leftOut));
  return {
    ...(warnings.length > 0 && { warnings }),
    ...(leftOut.length > 0 && { leftOut: [...leftOut] }),
  };
}

/** What to say about folders and files that were not read: one text, or none. */
export function leftOutWarnings(caller: string, leftOut: readonly LeftOut[]): string[] {
  return leftOut.length > 0 ? [`${caller}: left out: ${upTo(10, leftOut.map(shown))}`] : [];
}

function shown({ path }: LeftOut): string {
  return path === "." ? "the images outside of any class folder" : path;
}

function upTo(limit: number, names: string[]): string {
  const more = names.length - limit;
  return names.slice(0, limit).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
