import { ExternalData } from "./_externalData.ts";
import { ProtoReader } from "./_protoReader.ts";
import { shorten } from "./_shorten.ts";
import { readTensorData } from "./_tensorData.ts";
import { readTensorHeaders } from "./_tensorHeaders.ts";
import type { ByteSource } from "./byteSource.ts";
import type { OpenExternal } from "./externalSource.ts";
import type { Initializer, OnnxType } from "./onnxModel.ts";

export interface OpenInitializersOptions {
  /** Opens files beside the model; without it, a tensor whose elements are in one is refused. */
  openExternal?: OpenExternal;
  /** The beginning of error messages, usually the calling function and the file. Default "openInitializers". */
  context?: string;
}

/** The facts about an initialiser that are known before its elements are read. */
export interface InitializerInfo {
  /** The type of the elements; undefined if they are not numbers, or of a type that is not in `ELEMENT`. */
  type: OnnxType | undefined;
  /** The type's number in `TensorProto.DataType`. */
  elementType: number;
  dims: readonly number[];
}

/** An initialiser that was read. */
export interface ReadInitializer extends Initializer {
  /** The elements in row-major order and little-endian bytes; they fill a buffer of their own. */
  data: Uint8Array<ArrayBuffer>;
}

export interface OpenInitializers {
  /** The initialisers of the graph by name, in the file's order. */
  initializers: ReadonlyMap<string, InitializerInfo>;
  /**
   * Reads the elements of one initialiser.
   *
   * @throws {RangeError} If there is no initialiser of that name, its elements are not numbers, or
   *   their bytes are not there.
   */
  read(name: string): Promise<ReadInitializer>;
}

/**
 * Opens the initialisers of an ONNX model's graph: their names, types and sizes are read, their
 * elements on request, and nodes are stepped over. About 64 KiB of the file are in memory at a time,
 * beside what is asked for; opening costs one read for each stretch between weights.
 *
 * Everything a file claims is checked before memory is allocated for it: at most one graph,
 * 5,000,000 fields, 1,000,000 initialisers of at most 16 sizes, names of at most 4096 bytes; no
 * name twice. ONNX has no checksums, so a flipped bit in an element is not noticed.
 *
 * @param source - The file: `byteSource(bytes)`, `fileSource` of `@flawlens/onnx/node`, or any
 *   other.
 * @throws {RangeError} If it is not an ONNX model with one graph, or is damaged.
 *
 * @example
 * const { initializers, read } = await openInitializers(byteSource(bytes));
 * for (const [name, { type, dims }] of initializers) console.log(name, type, dims);
 * const { data } = await read("head.weight");
 * const weight = new Float32Array(data.buffer);
 */
export async function openInitializers(
  source: ByteSource,
  options: OpenInitializersOptions = {},
): Promise<OpenInitializers> {
  const { openExternal, context = "openInitializers" } = options;
  const reader = new ProtoReader(source, context);
  const headers = await readTensorHeaders(reader, source.size, context);
  const external = new ExternalData(headers.values(), openExternal, context);
  return {
    initializers: headers,
    async read(name) {
      const header = headers.get(name);
      if (!header) throw new RangeError(`${context}: expected a tensor ${shorten(name)}, got none`);
      const { type, elementType, dims } = header;
      if (!type)
        throw new RangeError(
          `${context}: expected numbers in ${shorten(name)}, got ONNX type ${elementType}`,
        );
      const data = await (header.external
        ? external.read(header, type)
        : readTensorData(reader, header, type, context));
      return { name, type, dims, data };
    },
  };
}
