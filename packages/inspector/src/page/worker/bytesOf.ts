import type { GivenFile } from "./calls.ts";

/** The bytes of a file that the page gave. */
export async function bytesOf(file: GivenFile): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : file);
}
