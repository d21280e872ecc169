/**
 * Bytes that are read where they are needed: a file, a `Blob`, a server that answers ranges. A
 * `Blob` of a browser is one by
 * `{ size: blob.size, read: (begin, end) => blob.slice(begin, end).arrayBuffer() }`.
 */
export interface ByteSource {
  /** The number of bytes. */
  readonly size: number;
  /** The bytes from `begin` to before `end`, in memory of their own. */
  read(begin: number, end: number): Promise<ArrayBuffer>;
}

/**
 * Bytes in memory as a `ByteSource`. What is read are copies: 1 byte a byte.
 *
 * @example
 * const { initializers } = await openInitializers(byteSource(encodeModel(model)));
 */
export function byteSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: async (begin, end) => new Uint8Array(bytes.subarray(begin, end)).buffer,
  };
}
