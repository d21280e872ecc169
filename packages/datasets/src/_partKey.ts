import type { Sample } from "./manifest.ts";

/** The key of the part that a sample shows; a sample without a part is a part of its own. */
export function partKey({ category, part, id }: Sample): string {
  return JSON.stringify([category, part ?? null, part ?? id]);
}
