import type { ByteSource } from "./byteSource.ts";

/** The bytes from `begin` to `end`, all of them: a source of the user's own may give fewer. */
export async function readRange(
  source: ByteSource,
  begin: number,
  end: number,
  context: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await source.read(begin, end));
  if (bytes.length !== end - begin)
    throw new RangeError(
      `${context}: expected ${end - begin} bytes at ${begin}, got ${bytes.length}: truncated`,
    );
  return bytes;
}
