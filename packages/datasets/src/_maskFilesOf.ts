import type { Sample } from "./manifest.ts";

/** All masks of a sample, the first one first; none where `mask` is null. */
export function maskFilesOf({
  mask,
  moreMasks = [],
}: Pick<Sample, "mask" | "moreMasks">): string[] {
  return mask === null ? [] : [mask, ...moreMasks];
}

/** The fields of a sample for the masks that were found. */
export function masksOf(found: readonly string[]): Pick<Sample, "mask" | "moreMasks"> {
  return { mask: found[0] ?? null, ...(found.length > 1 && { moreMasks: found.slice(1) }) };
}
