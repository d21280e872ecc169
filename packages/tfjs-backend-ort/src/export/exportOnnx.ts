import { type Tensor, engine, getBackend, setBackend } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import type { Lowered } from "../graph/lowered.ts";
import { lowerGraph } from "../graph/lowerGraph.ts";
import { encodeModel, type OnnxModel } from "../graph/onnxModel.ts";
import { livePart } from "../graph/livePart.ts";
import { OPSETS } from "../graph/opsets.ts";
import { BACKEND } from "../register.ts";
import { BATCHES, freeBatch, type Traced } from "./freeBatch.ts";

/** One input of an exported function. */
export interface ExportInput {
  /** `"batch"` stands for the side that may be anything when the model runs. */
  shape: readonly (number | "batch")[];
  /** `"uint8"` is for images: the file takes bytes, the function gets float32 from 0 to 255. Default "float32". */
  dtype?: "float32" | "int32" | "bool" | "uint8";
}

/** What else goes into the file. */
export interface ExportOptions {
  /** Texts stored with the model (`metadata_props`). */
  metadata?: Record<string, string>;
}

/**
 * Writes any TensorFlow.js function as an ONNX model: the function is called on tensors without
 * content, what it does is recorded and lowered, and every other tensor it touches (weights) becomes
 * a constant of the file. Only standard operators (opset 17) are used, so the file runs on every ONNX
 * runtime. A batch axis is found by recording at two sizes and comparing: what differs becomes an
 * expression of the batch.
 *
 * @param fn - from tensors by name to tensors by name; pure, and never reading a value.
 * @param inputs - shape and type of each input.
 * @returns The bytes of the `.onnx` file.
 * @throws {Error} If the function reads a value (its result would be frozen into the file), or the
 *   graph depends on the batch in a way that shapes alone do not tell.
 *
 * @example
 * const bytes = await exportOnnx(({ x }) => ({ y: tf.relu(tf.matMul(x, w)) }), {
 *   x: { shape: ["batch", 64] },
 * });
 */
export async function exportOnnx(
  fn: (inputs: Record<string, Tensor>) => Record<string, Tensor>,
  inputs: Record<string, ExportInput>,
  options: ExportOptions = {},
): Promise<Uint8Array> {
  const previous = getBackend();
  if (previous !== BACKEND) await setBackend(BACKEND);
  try {
    const dynamic = Object.values(inputs).some(({ shape }) => shape.includes("batch"));
    const traces = (dynamic ? BATCHES : BATCHES.slice(0, 1)).map((batch) =>
      trace(fn, inputs, batch),
    );
    const graph = dynamic ? freeBatch(traces[0], traces[1]) : traces[0];
    const domains = new Set(graph.nodes.map(({ domain }) => domain));
    const model: OnnxModel = {
      ...graph,
      metadata: options.metadata,
      opsets: Object.fromEntries(
        Object.entries(OPSETS).filter(([domain]) => domain === "" || domains.has(domain)),
      ),
    };
    return encodeModel(model);
  } finally {
    if (previous !== BACKEND) await setBackend(previous);
  }
}

/** Records the function at one size of the batch and lowers it. */
function trace(
  fn: (inputs: Record<string, Tensor>) => Record<string, Tensor>,
  specs: Record<string, ExportInput>,
  batch: number,
): Traced {
  const backend = engine().backend as OrtBackend;
  const tracing = backend.startTrace();
  engine().startScope("exportOnnx");
  try {
    const given: Record<string, Tensor> = {};
    const placeholders = Object.entries(specs).map(([name, { shape, dtype = "float32" }]) => {
      const sides = shape.map((side) => (side === "batch" ? batch : side));
      const info = tracing.placeholder(dtype === "uint8" ? "float32" : dtype, sides);
      given[name] = engine().makeTensorFromTensorInfo(info);
      return { name, dtype, value: backend.contentOf(info) };
    });
    const results = fn(given);
    const outputs = Object.entries(results).map(([name, tensor]) => ({
      name,
      value: backend.contentOf(tensor),
    }));
    if (outputs.length === 0)
      throw new TypeError("exportOnnx: expected the function to return tensors by name, got none");
    const nodes = tracing.take();
    const fed = new Map(
      placeholders.map(({ name, dtype, value }) => [
        value,
        dtype === "uint8" ? `${name}.float` : name,
      ]),
    );
    const constants = new Set(
      [...nodes.flatMap((node) => node.inputs), ...outputs.map(({ value }) => value)].filter(
        (value) => value.stored && !fed.has(value),
      ),
    );
    const { lowering, lowered } = lowerGraph(
      { nodes, inputs: fed, constants, outputs: outputs.map(({ value }) => value) },
      { forCpu: false, blockSize: 0 },
    );
    const named = outputs.map(({ name, value }) => {
      const own = lowering.plain(lowered.get(value) as Lowered);
      const node = { type: "Identity", domain: "", inputs: [own], outputs: [name], attributes: {} };
      lowering.nodes.push(node);
      return { name, type: value.dtype, dims: value.shape };
    });
    for (const { name, dtype } of placeholders)
      if (dtype === "uint8")
        lowering.nodes.unshift({
          type: "Cast",
          domain: "",
          inputs: [name],
          outputs: [`${name}.float`],
          attributes: { to: 1 },
        });
    const live = livePart(
      lowering,
      outputs.map(({ name }) => name),
    );
    return {
      nodes: withoutIdentities(live.nodes),
      initializers: live.initializers,
      inputs: placeholders.map(({ name, dtype, value }) => ({
        name,
        type: dtype,
        dims: value.shape,
      })),
      outputs: named,
    };
  } finally {
    engine().endScope();
    tracing.end();
  }
}

/** Lets the operator that makes an output write it under its own name, where nothing else reads it. */
function withoutIdentities(nodes: Traced["nodes"]): Traced["nodes"] {
  const readers = new Map<string, number>();
  for (const { inputs } of nodes)
    for (const name of inputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  const makers = new Map(
    nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
  );
  return nodes.filter((node) => {
    const [source] = node.inputs;
    const maker = makers.get(source);
    if (node.type !== "Identity" || !maker || readers.get(source) !== 1) return true;
    maker.outputs = maker.outputs.map((name) => (name === source ? node.outputs[0] : name));
    return false;
  });
}
