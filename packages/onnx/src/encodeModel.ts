import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { writeMetadata } from "./_metadataEntry.ts";
import { ELEMENT } from "./onnxModel.ts";
import type { Attribute, Initializer, OnnxModel, OnnxNode, ValueInfo } from "./onnxModel.ts";

/**
 * Writes a model as the bytes of an `.onnx` file (`ModelProto` of onnx.proto3, IR version 8). The
 * model is not checked: a graph that ONNX Runtime refuses is written as it is.
 *
 * @returns The whole file. Equal models give equal bytes.
 *
 * @example
 * const bytes = encodeModel({
 *   nodes: [{ type: "Neg", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
 *   initializers: [],
 *   inputs: [{ name: "x", type: "float32", dims: ["batch", 3] }],
 *   outputs: [{ name: "y", type: "float32", dims: ["batch", 3] }],
 *   opsets: { "": 17 },
 * });
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const w = new BinaryWriter();
  w.tag(1, 0).int64(8); // ir_version
  w.tag(2, 2).string("flawlens"); // producer_name
  w.tag(7, 2).fork();
  for (const node of model.nodes) writeNode(w.tag(1, 2).fork(), node).join();
  w.tag(2, 2).string("graph");
  for (const tensor of model.initializers) writeTensor(w.tag(5, 2).fork(), tensor).join();
  for (const info of model.inputs) writeValueInfo(w.tag(11, 2).fork(), info).join();
  for (const info of model.outputs) writeValueInfo(w.tag(12, 2).fork(), info).join();
  w.join();
  for (const [domain, version] of Object.entries(model.opsets))
    w.tag(8, 2).fork().tag(1, 2).string(domain).tag(2, 0).int64(version).join();
  for (const [key, value] of Object.entries(model.metadata ?? {})) writeMetadata(w, key, value);
  return w.finish();
}

function writeNode(w: BinaryWriter, node: OnnxNode): BinaryWriter {
  for (const name of node.inputs) w.tag(1, 2).string(name);
  for (const name of node.outputs) w.tag(2, 2).string(name);
  if (node.name !== undefined) w.tag(3, 2).string(node.name);
  w.tag(4, 2).string(node.type);
  for (const [name, value] of Object.entries(node.attributes))
    writeAttribute(w.tag(5, 2).fork().tag(1, 2).string(name), value).join();
  if (node.domain) w.tag(7, 2).string(node.domain);
  return w;
}

function writeAttribute(w: BinaryWriter, value: Attribute): BinaryWriter {
  if (typeof value === "number") return w.tag(3, 0).int64(value).tag(20, 0).int32(2);
  if (typeof value === "string")
    return w.tag(4, 2).bytes(new TextEncoder().encode(value)).tag(20, 0).int32(3);
  if ("float" in value) return w.tag(2, 5).float(value.float).tag(20, 0).int32(1);
  if ("tensor" in value)
    return writeTensor(w.tag(5, 2).fork(), value.tensor).join().tag(20, 0).int32(4);
  for (const item of value) w.tag(8, 0).int64(item);
  return w.tag(20, 0).int32(7);
}

function writeTensor(w: BinaryWriter, { name, type, dims, data }: Initializer): BinaryWriter {
  for (const side of dims) w.tag(1, 0).int64(side);
  w.tag(2, 0).int32(ELEMENT[type]);
  w.tag(8, 2).string(name);
  return w.tag(9, 2).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(w: BinaryWriter, { name, sequence, ...tensor }: ValueInfo): BinaryWriter {
  w.tag(1, 2).string(name);
  if (!sequence) return writeTensorType(w.tag(2, 2).fork(), tensor).join();
  const element = w.tag(2, 2).fork().tag(4, 2).fork().tag(1, 2).fork();
  return writeTensorType(element, tensor).join().join().join();
}

function writeTensorType(
  w: BinaryWriter,
  { type, dims }: Pick<ValueInfo, "type" | "dims">,
): BinaryWriter {
  w.tag(1, 2).fork().tag(1, 0).int32(ELEMENT[type]).tag(2, 2).fork();
  for (const side of dims) {
    w.tag(1, 2).fork();
    if (typeof side === "string") w.tag(2, 2).string(side);
    else w.tag(1, 0).int64(side);
    w.join();
  }
  return w.join().join();
}
