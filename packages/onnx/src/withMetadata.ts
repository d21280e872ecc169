import { checksumKey } from "./_checksum.ts";
import { editedModel } from "./_editedModel.ts";
import { isIntact } from "./_intactModel.ts";
import { modelParts } from "./_modelParts.ts";
import { withChecksum } from "./withChecksum.ts";

/**
 * An ONNX model with other metadata: keys are added, replaced or removed, and every other byte of
 * the file (graph, weights, operator sets, other keys) is copied as it is. A file with a checksum (see
 * `withChecksum`) is checked first, and gets the checksum of the new bytes.
 *
 * @param bytes - A whole `.onnx` file. It is not written to.
 * @param changes - The new value of each key that changes; `null` removes the key. The changed keys
 *   stand at the end of the new file, in this order, and a checksum behind them; keys that are not named stay.
 * @returns A new file, in memory of its own: one copy of `bytes`, two where it has a checksum.
 * @throws {TypeError} If a value is neither a string nor null.
 * @throws {RangeError} If the bytes are not an ONNX model, end in the middle of one, or differ from their
 *   checksum, or if the checksum is among the changes.
 *
 * @example
 * const bytes = await readFile("detector.onnx");
 * await writeFile("stricter.onnx", await withMetadata(bytes, { flawlens: JSON.stringify(metadata) }));
 */
export async function withMetadata(
  bytes: Uint8Array,
  changes: Readonly<Record<string, string | null>>,
): Promise<Uint8Array<ArrayBuffer>> {
  checkChanges(changes);
  const parts = modelParts(bytes, "withMetadata");
  const intact = await isIntact(bytes, parts, "withMetadata");
  const kept = parts.filter(({ metadata }) => !metadata || !Object.hasOwn(changes, metadata.key));
  const edited = editedModel(bytes, kept, changes);
  return intact ? withChecksum(edited) : edited;
}

function checkChanges(changes: Readonly<Record<string, string | null>>): void {
  if (Object.hasOwn(changes, checksumKey))
    throw new RangeError(
      `withMetadata: expected other keys than ${checksumKey}, which is computed; call withChecksum to add it`,
    );
  for (const [key, value] of Object.entries(changes))
    if (typeof value !== "string" && value !== null)
      throw new TypeError(
        `withMetadata: expected a string or null for ${key}, got ${typeof value}; ` +
          `give an object as JSON.stringify(object)`,
      );
}
