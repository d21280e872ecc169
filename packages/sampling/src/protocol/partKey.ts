import type { ProtocolSample } from "./protocolManifest.ts";

/**
 * The key of the part that a sample shows: the same for all images of one part of one category. A sample without a
 * part is a part of its own.
 *
 * @example
 * partKey({ category: "tile", part: "7", id: "a" }) === partKey({ category: "tile", part: "7", id: "b" }); // => true
 */
export function partKey({
  category,
  part,
  id,
}: Pick<ProtocolSample, "category" | "part" | "id">): string {
  return JSON.stringify([category, part ?? null, part ?? id]);
}
