import { checksumKey, checksumOf, isChecksum } from "./_checksum.ts";
import { writeMetadata } from "./_metadataEntry.ts";
import { modelParts } from "./_modelParts.ts";
import type { ModelPart } from "./_modelParts.ts";
import { BinaryWriter } from "@bufbuild/protobuf/wire";

/** The result of a comparison with the checksum: unchanged, changed, or `none` if the file has no checksum. */
export type ChecksumState = "intact" | "damaged" | "none";

/**
 * Compares an ONNX model with the checksum that `withChecksum` stored in it. A single changed bit, anywhere
 * in graph, weights, metadata or the checksum itself, gives `damaged`, `none`, or an error. Whoever changes a
 * file on purpose can write another checksum: it tells damage, not where a file comes from.
 *
 * @param bytes - A whole `.onnx` file.
 * @throws {RangeError} If the bytes are not an ONNX model, or end in the middle of one.
 * @throws {Error} If the runtime has no WebCrypto: a web page has it by https or on localhost.
 *
 * @example
 * if ((await verifyChecksum(await readFile("detector.onnx"))) === "damaged") copyAgain();
 */
export async function verifyChecksum(bytes: Uint8Array): Promise<ChecksumState> {
  return checksumState(bytes, modelParts(bytes, "verifyChecksum"), "verifyChecksum");
}

/** Does the same as `verifyChecksum` for a model whose parts are already known. */
export async function checksumState(
  bytes: Uint8Array,
  parts: readonly ModelPart[],
  caller: string,
): Promise<ChecksumState> {
  const [entry, ...more] = parts.filter(isChecksum);
  if (!entry) return "none";
  if (more.length > 0) return "damaged";
  const expected = writeMetadata(
    new BinaryWriter(),
    checksumKey,
    await checksumOf(bytes, parts, caller),
  ).finish();
  const found = bytes.subarray(entry.start, entry.end);
  const same = found.length === expected.length && found.every((byte, i) => byte === expected[i]);
  return same ? "intact" : "damaged";
}
