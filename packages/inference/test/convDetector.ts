import { encodeModel, withChecksum } from "@flawlens/onnx";
import type { Attribute, Initializer } from "@flawlens/onnx";
import { seeded } from "../../metrics/test/seeded.ts";
import type { DetectorMetadata } from "../src/core/detectorMetadata.ts";
import { tinyMetadata } from "./tinyDetector.ts";

/** Side of its input, in pixels. */
export const side = 64;

/**
 * A small convolutional detector of two types with random weights, as a file: enough arithmetic that runtimes round
 * differently, and every image is anomalous, so that all have regions.
 */
export async function convDetector(changes: Partial<DetectorMetadata> = {}): Promise<Uint8Array> {
  const random = seeded(11);
  const weights = (name: string, ...dims: number[]): Initializer => {
    const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => random() - 0.45);
    return { name, type: "float32", dims, data };
  };
  const node = (
    type: string,
    inputs: string[],
    output: string,
    attributes: Record<string, Attribute> = {},
  ) => ({ type, domain: "", inputs, outputs: [output], attributes });
  const conv = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
  const constant = (name: string, ...values: number[]): Initializer => ({
    name,
    type: "float32",
    dims: [values.length],
    data: Float32Array.from(values),
  });
  const bytes = encodeModel({
    nodes: [
      node("Cast", ["images"], "float", { to: 1 }),
      node("Mul", ["float", "scale"], "unit"),
      node("Transpose", ["unit"], "x", { perm: [0, 3, 1, 2] }),
      node("Conv", ["x", "w1"], "c1", conv),
      node("Relu", ["c1"], "r1"),
      node("Conv", ["r1", "w2"], "c2", conv),
      node("Relu", ["c2"], "r2"),
      node("Conv", ["r2", "w3"], "c3", { kernel_shape: [1, 1] }),
      node("Abs", ["c3"], "maps"),
      node("ReduceMax", ["maps"], "scores", { axes: [2, 3], keepdims: 0 }),
      node("Resize", ["maps", "", "scales"], "anomalyMaps", { mode: "linear" }),
    ],
    initializers: [
      constant("scale", 1 / 255),
      constant("scales", 1, 1, 4, 4),
      weights("w1", 12, 3, 3, 3),
      weights("w2", 16, 12, 3, 3),
      weights("w3", 2, 16, 1, 1),
    ],
    inputs: [{ name: "images", type: "uint8", dims: ["N", side, side, 3] }],
    outputs: [
      { name: "scores", type: "float32", dims: ["N", 2] },
      { name: "maps", type: "float32", dims: ["N", 2, side / 4, side / 4] },
      { name: "anomalyMaps", type: "float32", dims: ["N", 2, side, side] },
    ],
    opsets: { "": 17 },
    metadata: { flawlens: JSON.stringify(convMetadata(changes)) },
  });
  return withChecksum(bytes);
}

export function convMetadata(changes: Partial<DetectorMetadata> = {}): DetectorMetadata {
  const calibration = { threshold: 0, scoreRange: [-1, 30], mapRange: [0, 1], mapThreshold: 0.5 } satisfies DetectorMetadata["any"]; // prettier-ignore
  return tinyMetadata({
    input: { height: side, width: side },
    maps: "relative",
    extras: {},
    calibration: { red: calibration, green: calibration },
    any: calibration,
    ...changes,
  });
}
