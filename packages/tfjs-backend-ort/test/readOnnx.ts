import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** What tests look at in an ONNX file. */
export interface OnnxSummary {
  /** Version of each operator set, by domain. */
  opsets: Record<string, number>;
  metadata: Record<string, string>;
  nodes: { type: string; domain: string; inputs: string[]; outputs: string[] }[];
  initializers: string[];
}

type Fields = Map<number, (Uint8Array | number)[]>;

/** Reads operators and names of a model, by the field numbers of onnx.proto3. */
export function readOnnx(bytes: Uint8Array): OnnxSummary {
  const model = fields(bytes);
  const graph = fields(parts(model, 7)[0]);
  return {
    opsets: Object.fromEntries(
      parts(model, 8).map((part) => {
        const opset = fields(part);
        return [text(opset, 1), opset.get(2)![0] as number];
      }),
    ),
    metadata: Object.fromEntries(
      parts(model, 14).map((part) => [text(fields(part), 1), text(fields(part), 2)]),
    ),
    nodes: parts(graph, 1).map((part) => {
      const node = fields(part);
      const names = (field: number) => parts(node, field).map(decode);
      return { type: text(node, 4), domain: text(node, 7), inputs: names(1), outputs: names(2) };
    }),
    initializers: parts(graph, 5).map((part) => text(fields(part), 8)),
  };
}

function fields(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes);
  const found: Fields = new Map();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    let value: Uint8Array | number = 0;
    if (type === WireType.LengthDelimited) value = reader.bytes();
    else if (type === WireType.Varint) value = Number(reader.int64());
    else reader.skip(type);
    found.set(field, [...(found.get(field) ?? []), value]);
  }
  return found;
}

function parts(from: Fields, field: number): Uint8Array[] {
  return (from.get(field) ?? []) as Uint8Array[];
}

function text(from: Fields, field: number): string {
  const [bytes] = parts(from, field);
  return bytes ? decode(bytes) : "";
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
