import type { ByteSource } from "./byteSource.ts";

/** An open file beside the model. */
export interface ExternalSource extends ByteSource {
  close(): Promise<void>;
}

/**
 * Opens a file that holds elements of the model outside of it.
 *
 * @param location - The file's path from the model's folder, with `/` between its parts. It is
 *   neither absolute nor does it contain `..`, but links may still lead elsewhere.
 * @param tensor - The name of the tensor whose elements are there, for an error.
 */
export type OpenExternal = (location: string, tensor: string) => Promise<ExternalSource>;
