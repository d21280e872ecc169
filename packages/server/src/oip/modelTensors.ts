import type { DetectorMetadata, OutputName } from "@flawlens/inference";
import type { TensorSpec } from "./tensor.ts";

/** An output that clients may ask for, and the parts of the detector's file it is made of. */
export interface OutputSpec extends TensorSpec {
  parts: readonly OutputName[];
}

/** The tensors of a detector as clients see them: those of its file, and `verdicts`. */
export function modelTensors({ types, input, extras }: DetectorMetadata): {
  inputs: TensorSpec[];
  outputs: OutputSpec[];
} {
  const { height, width } = input;
  const count = types.length;
  const own: OutputSpec[] = [
    { name: "scores", datatype: "FP32", shape: [-1, count], parts: ["scores"] },
    { name: "maps", datatype: "FP32", shape: [-1, count, -1, -1], parts: ["maps"] },
    {
      name: "anomalyMaps",
      datatype: "FP32",
      shape: [-1, count, height, width],
      parts: ["anomalyMaps"],
    },
    ...Object.entries(extras).map(([name, { names }]): OutputSpec => ({
      name,
      datatype: "FP32",
      shape: [-1, names.length],
      parts: ["extras"],
    })),
  ];
  const verdicts: OutputSpec = {
    name: "verdicts",
    datatype: "BYTES",
    shape: [-1],
    parts: ["scores", "maps"], // an image whose map has NaN is not normal
  };
  return {
    inputs: [{ name: "images", datatype: "UINT8", shape: [-1, height, width, 3] }],
    outputs: Object.hasOwn(extras, verdicts.name) ? own : [...own, verdicts],
  };
}
