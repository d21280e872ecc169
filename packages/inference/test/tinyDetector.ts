import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { withChecksum } from "@flawlens/onnx";
import type { DetectorMetadata } from "../src/core/detectorMetadata.ts";
import { validationKey } from "../src/metadata/parseValidationScores.ts";
import type { ValidationScores } from "../src/core/validationScores.ts";

/** Side of the tiny detector's input, in pixels, and of its maps, in cells. */
export const side = 8;
const cells = 2;

export function tinyMetadata(changes: Partial<DetectorMetadata> = {}): DetectorMetadata {
  return {
    format: 1,
    method: "fcdd",
    types: ["red", "green"],
    categories: ["square"],
    input: { height: side, width: side },
    scoring: "mean",
    maps: "absolute",
    extras: { peaks: { names: ["redPeak", "greenPeak"], typical: [0, 0], high: [210, 220] } },
    calibration: {
      red: { threshold: 100, scoreRange: [0, 200], mapRange: [0, 255], mapThreshold: 100 },
      green: { threshold: 50, scoreRange: [0, 100], mapRange: [0, 100], mapThreshold: 40 },
    },
    any: { threshold: 80, scoreRange: [20, 220], mapRange: [0, 400], mapThreshold: 150 },
    validation: {
      normal: 10,
      normalParts: 10,
      anomalous: 5,
      rule: "largest F1",
      expectedFalseAlarmFraction: null,
    },
    seed: 7,
    versions: {},
    dataset: { name: "squares", hash: "0" },
    config: null,
    ...changes,
  };
}

/**
 * A detector small enough to work by hand, written field by field after onnx.proto: type
 * "red" is the mean of the red channel over each 4x4 block, "green" that of the green one,
 * a score the mean of its map, and the extra output "peaks" the highest cell of each map.
 */
export function tinyDetector(metadata: Record<string, string>): Uint8Array {
  const graph = new BinaryWriter();
  for (const bytes of [
    node("Cast", ["images"], ["float"], { to: 1 }),
    node("Slice", ["float", "from", "to", "axis"], ["redGreen"]),
    node("Transpose", ["redGreen"], ["planes"], { perm: [0, 3, 1, 2] }),
    node("AveragePool", ["planes"], ["maps"], { kernel_shape: [4, 4], strides: [4, 4] }),
    node("ReduceMean", ["maps"], ["scores"], { axes: [2, 3], keepdims: 0 }),
    node("ReduceMax", ["maps"], ["peaks"], { axes: [2, 3], keepdims: 0 }),
    node("Resize", ["maps", "", "scales"], ["anomalyMaps"], { mode: "linear" }),
  ])
    graph.uint32(tag(1)).bytes(bytes);
  graph.uint32(tag(2)).string("tiny");
  graph.uint32(tag(5)).bytes(constant("from", 7, new BigInt64Array([0n])));
  graph.uint32(tag(5)).bytes(constant("to", 7, new BigInt64Array([2n])));
  graph.uint32(tag(5)).bytes(constant("axis", 7, new BigInt64Array([3n])));
  graph.uint32(tag(5)).bytes(constant("scales", 1, new Float32Array([1, 1, 4, 4])));
  graph.uint32(tag(11)).bytes(value("images", 2, ["N", side, side, 3]));
  graph.uint32(tag(12)).bytes(value("scores", 1, ["N", 2]));
  graph.uint32(tag(12)).bytes(value("peaks", 1, ["N", 2]));
  graph.uint32(tag(12)).bytes(value("maps", 1, ["N", 2, cells, cells]));
  graph.uint32(tag(12)).bytes(value("anomalyMaps", 1, ["N", 2, side, side]));

  const opset = new BinaryWriter().uint32(tag(1)).string("").uint32(tag(2, 0)).int64(17);
  const model = new BinaryWriter().uint32(tag(1, 0)).int64(8);
  model.uint32(tag(8)).bytes(opset.finish());
  model.uint32(tag(7)).bytes(graph.finish());
  for (const [key, text] of Object.entries(metadata))
    model
      .uint32(tag(14))
      .bytes(new BinaryWriter().uint32(tag(1)).string(key).uint32(tag(2)).string(text).finish());
  return model.finish();
}

/** The tiny detector as a file that `loadDetector` takes: with its checksum. */
export async function tinyFile(
  metadata = tinyMetadata(),
  validation?: ValidationScores,
): Promise<Uint8Array<ArrayBuffer>> {
  const scores = validation && { [validationKey]: JSON.stringify(validation) };
  return withChecksum(tinyDetector({ flawlens: JSON.stringify(metadata), ...scores }));
}

/** A field's number and wire type: 2 is length-delimited, 0 a varint. */
const tag = (field: number, wire = 2): number => (field << 3) | wire;

function node(
  op: string,
  inputs: string[],
  outputs: string[],
  attributes: Record<string, number | number[] | string> = {},
): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of inputs) writer.uint32(tag(1)).string(name);
  for (const name of outputs) writer.uint32(tag(2)).string(name);
  writer.uint32(tag(4)).string(op);
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = new BinaryWriter().uint32(tag(1)).string(name);
    if (typeof value === "number") attribute.uint32(tag(3, 0)).int64(value);
    else if (typeof value === "string") attribute.uint32(tag(4)).string(value);
    else for (const item of value) attribute.uint32(tag(8, 0)).int64(item);
    const type = typeof value === "number" ? 2 : typeof value === "string" ? 3 : 7;
    writer.uint32(tag(5)).bytes(attribute.uint32(tag(20, 0)).int32(type).finish());
  }
  return writer.finish();
}

function constant(name: string, type: number, values: BigInt64Array | Float32Array): Uint8Array {
  return new BinaryWriter()
    .uint32(tag(1, 0))
    .int64(values.length)
    .uint32(tag(2, 0))
    .int32(type)
    .uint32(tag(8))
    .string(name)
    .uint32(tag(9))
    .bytes(new Uint8Array(values.buffer))
    .finish();
}

function value(name: string, type: number, dims: (number | string)[]): Uint8Array {
  const shape = new BinaryWriter();
  for (const dim of dims) {
    const writer = new BinaryWriter();
    if (typeof dim === "number") writer.uint32(tag(1, 0)).int64(dim);
    else writer.uint32(tag(2)).string(dim);
    shape.uint32(tag(1)).bytes(writer.finish());
  }
  const tensor = new BinaryWriter().uint32(tag(1, 0)).int32(type);
  tensor.uint32(tag(2)).bytes(shape.finish());
  const typeProto = new BinaryWriter().uint32(tag(1)).bytes(tensor.finish());
  return new BinaryWriter()
    .uint32(tag(1))
    .string(name)
    .uint32(tag(2))
    .bytes(typeProto.finish())
    .finish();
}
