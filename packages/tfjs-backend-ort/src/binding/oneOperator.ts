import type { OnnxModel } from "@flawlens/onnx";
import { OPSETS } from "../graph/_opsets.ts";
import type { SessionOptions } from "./ortBinding.ts";

/** Options for graphs that only try something out: no log, one thread. */
export const TRIAL: SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  logSeverityLevel: 4,
};

/** A model of one operator from `x` to `y`, both float32 with these dims, to test what ONNX Runtime does with it. */
export function oneOperator(
  type: string,
  dims: readonly number[],
  { domain = "", inputs = ["x"] }: { domain?: string; inputs?: string[] } = {},
): OnnxModel {
  return {
    nodes: [{ type, domain, inputs, outputs: ["y"], attributes: {} }],
    initializers: [],
    inputs: [{ name: "x", type: "float32", dims }],
    outputs: [{ name: "y", type: "float32", dims }],
    opsets: { "": OPSETS[""], [domain]: OPSETS[domain] },
  };
}
