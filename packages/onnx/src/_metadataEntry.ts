import type { BinaryWriter } from "@bufbuild/protobuf/wire";
import { fieldsOf } from "./_protoField.ts";
import type { ProtoField } from "./_protoField.ts";
import { textOf } from "./_textOf.ts";

/** The field of `ModelProto` that holds a `StringStringEntryProto` for each metadata key. */
export const metadataField = 14;

/** Writes one entry as a field of `ModelProto`. */
export function writeMetadata(w: BinaryWriter, key: string, value: string): BinaryWriter {
  return w.tag(metadataField, 2).fork().tag(1, 2).string(key).tag(2, 2).string(value).join();
}

/** The key and the value of an entry; what is absent is empty, as protobuf has it. */
export function readMetadata(
  bytes: Uint8Array,
  entry: ProtoField,
  context: string,
): [key: string, value: string] {
  const texts = ["", ""];
  for (const { number, wire, begin, end } of fieldsOf(bytes, context, entry.begin, entry.end))
    if (number <= 2 && wire === 2) texts[number - 1] = textOf(bytes.subarray(begin, end));
  return [texts[0], texts[1]];
}
