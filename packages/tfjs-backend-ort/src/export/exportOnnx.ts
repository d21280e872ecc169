import { encodeModel } from "@flawlens/onnx";
import { type Tensor, engine, getBackend, setBackend } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import { OPSETS } from "../graph/_opsets.ts";
import { BACKEND } from "../register.ts";
import { checkExport } from "./checkExport.ts";
import type { ExportInput } from "./exportInput.ts";
import { freeGraph } from "./_freeGraph.ts";
import { freeDimensions, recordingSizes } from "./freeDimensions.ts";
import { readableNames } from "./_readableNames.ts";
import { type ExportFunction, type Traced, traceFunction } from "./traceFunction.ts";

/** Options of {@link exportOnnx}. */
export interface ExportOptions {
  /** Shape and type of each input. */
  inputs: Record<string, ExportInput>;
  /** Tensors whose names the file is to keep; the function gets them as its second argument. */
  params?: Record<string, Tensor>;
  /** Texts stored with the model (`metadata_props`). */
  metadata?: Record<string, string>;
  /** Free dimensions of which the function takes only multiples of a number: `{ height: 32 }`. */
  multiples?: Record<string, number>;
  /**
   * Whether file and function are compared on random inputs, at two sizes of the free dimensions
   * ({@link checkExport}), before the bytes are returned. Default true.
   */
  check?: boolean | { tolerance: number };
}

/**
 * Writes any TensorFlow.js function as an ONNX model. The function is called on tensors without content,
 * its operations are recorded and lowered, and every other tensor that it uses (weights) becomes a
 * constant of the file. Only standard operators (opset 17) are used, so the file runs on every ONNX
 * runtime. A dimension with a name is free: the function is recorded at several sizes of it, and numbers
 * that differ become expressions of the free dimensions.
 *
 * @param fn - A pure function from tensors by name to tensors by name, which reads no value.
 * @returns The bytes of the `.onnx` file.
 * @throws {Error} If the function reads a value (its result would be frozen into the file), the graph
 *   depends on a free dimension otherwise than by shapes, or the file and the function compute different
 *   numbers.
 *
 * @example
 * const bytes = await exportOnnx(({ x }, { w }) => ({ y: tf.relu(tf.matMul(x, w)) }), {
 *   inputs: { x: { shape: ["batch", 64] } },
 *   params: { w },
 * });
 */
export async function exportOnnx(fn: ExportFunction, options: ExportOptions): Promise<Uint8Array>;
/** Short form: takes the inputs only, and does not compare file and function. */
export async function exportOnnx(
  fn: ExportFunction,
  inputs: Record<string, ExportInput>,
  options?: Pick<ExportOptions, "metadata">,
): Promise<Uint8Array>;
export async function exportOnnx(
  fn: ExportFunction,
  given: ExportOptions | Record<string, ExportInput>,
  short: Pick<ExportOptions, "metadata"> = {},
): Promise<Uint8Array> {
  const options = isOptions(given) ? given : { ...short, inputs: given, check: false };
  const { inputs, params = {}, metadata, multiples, check = true } = options;
  const previous = getBackend();
  if (previous !== BACKEND) await setBackend(BACKEND);
  try {
    const dimensions = freeDimensions(inputs, multiples);
    const traces: Traced[] = [];
    for (const sizes of recordingSizes(dimensions)) {
      await (engine().backend as OrtBackend).flushed(); // the function's constants are there
      traces.push(traceFunction(fn, { inputs, params, sizes }));
    }
    const { nodes, initializers, ...ends } = readableNames(freeGraph(traces, dimensions, inputs));
    const opsets = { "": OPSETS[""] };
    const bytes = encodeModel({ nodes, initializers, ...ends, metadata, opsets });
    if (check) {
      const tolerance = typeof check === "object" ? check.tolerance : undefined;
      await checkExport(bytes, fn, { inputs, params, multiples, tolerance });
    }
    return bytes;
  } finally {
    if (previous !== BACKEND) await setBackend(previous);
  }
}

/** Inputs are known by their shapes: an input may be called "inputs" too. */
function isOptions(given: ExportOptions | Record<string, ExportInput>): given is ExportOptions {
  const { inputs } = given as ExportOptions;
  return inputs !== undefined && !Array.isArray(inputs.shape);
}
