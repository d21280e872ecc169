import type { OnnxModel } from "@flawlens/onnx";
import type { InferenceSession } from "onnxruntime-node";
import { OPSETS } from "../graph/_opsets.ts";

/** How a small graph is run that only tries something out: quietly, on one thread. */
export const TRIAL: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  logSeverityLevel: 4,
};

/** One operator from `x` to `y`, both float32 of these dims: to learn what ONNX Runtime makes of it. */
export function oneOperator(type: string, dims: readonly number[], domain = ""): OnnxModel {
  return {
    nodes: [{ type, domain, inputs: ["x"], outputs: ["y"], attributes: {} }],
    initializers: [],
    inputs: [{ name: "x", type: "float32", dims }],
    outputs: [{ name: "y", type: "float32", dims }],
    opsets: { "": OPSETS[""], [domain]: OPSETS[domain] },
  };
}
