import type { ProtoReader } from "./_protoReader.ts";
import { shorten } from "./_shorten.ts";
import { readTensorHeader } from "./_tensorHeader.ts";
import type { TensorHeader } from "./_tensorHeader.ts";

const graphField = 7;
const initializerField = 5;
const maxInitializers = 1_000_000;

/** The headers of the initialisers of a model's one graph, by name and in the file's order. */
export async function readTensorHeaders(
  reader: ProtoReader,
  size: number,
  context: string,
): Promise<Map<string, TensorHeader>> {
  const headers = new Map<string, TensorHeader>();
  let graphs = 0;
  for await (const field of reader.message(0, size)) {
    if (field.number !== graphField || field.wire !== 2) continue;
    if (++graphs > 1) throw new RangeError(`${context}: expected one graph, got another`);
    for await (const inner of reader.message(field.begin, field.end)) {
      if (inner.number !== initializerField || inner.wire !== 2) continue;
      const header = await readTensorHeader(reader, inner, context);
      if (headers.has(header.name))
        throw new RangeError(`${context}: expected ${shorten(header.name)} once, got it twice`);
      headers.set(header.name, header);
      if (headers.size > maxInitializers)
        throw new RangeError(
          `${context}: expected at most ${maxInitializers} initialisers, got more`,
        );
    }
  }
  if (!graphs) throw new RangeError(`${context}: expected an ONNX model, got none with a graph`);
  return headers;
}
