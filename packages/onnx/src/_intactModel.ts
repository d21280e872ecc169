import type { ModelPart } from "./_modelParts.ts";
import { checksumState } from "./verifyChecksum.ts";

/**
 * Whether a file has a checksum, which fits it: only then does its changed copy get a new one.
 *
 * @throws {RangeError} If it has one that does not fit; the message begins with `caller`.
 */
export async function isIntact(
  bytes: Uint8Array,
  parts: readonly ModelPart[],
  caller: string,
): Promise<boolean> {
  const state = await checksumState(bytes, parts, caller);
  if (state === "damaged")
    throw new RangeError(
      `${caller}: expected a file that fits its checksum, got a damaged one; copy or export it again`,
    );
  return state === "intact";
}
