import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/**
 * The SHA-256 hash of a file's bytes. The file is read in chunks: memory stays at a few hundred
 * kilobytes, whatever the file's size.
 *
 * @param file - Path of the file.
 * @returns 64 hexadecimal digits in lower case, as `sha256sum` prints them.
 * @throws {Error} If the file cannot be read. The message names the file, `cause` is the system's
 *   error.
 *
 * @example
 * await fileHash("weights.safetensors"); // "9f86d081884c7d65..."
 */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    throw new Error(`fileHash: expected to read ${file}, got ${(cause as Error).message}`, {
      cause,
    });
  }
  return hash.digest("hex");
}
