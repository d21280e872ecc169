import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { writeMetadata } from "./_metadataEntry.ts";
import type { ModelPart } from "./_modelParts.ts";

/** Parts of a model, copied, with metadata behind them; a value of `null` is not written. */
export function editedModel(
  bytes: Uint8Array,
  kept: readonly ModelPart[],
  metadata: Readonly<Record<string, string | null>>,
): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  for (const [key, value] of Object.entries(metadata))
    if (value !== null) writeMetadata(writer, key, value);
  const added = writer.finish();
  const keptBytes = kept.reduce((sum, { start, end }) => sum + end - start, 0);
  const result = new Uint8Array(keptBytes + added.length);
  let at = 0;
  for (const { start, end } of kept) {
    result.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  result.set(added, at);
  return result;
}
