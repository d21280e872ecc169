import type { OnnxModel } from "@flawlens/onnx";
import { type Tensor, type TensorInfo, engine } from "@tensorflow/tfjs-core";
import type { OrtBackend } from "../backend.ts";
import type { Lowered } from "../graph/lowered.ts";
import { lowerGraph } from "../graph/lowerGraph.ts";
import { livePart } from "../graph/livePart.ts";
import { isIdentity } from "../graph/perm.ts";
import type { ElementArray } from "../recording/valueSpec.ts";
import { type ExportInput, dimsOf } from "./exportInput.ts";

/** A function that can be exported: from tensors by name (and parameters by name) to tensors by name. */
export type ExportFunction = (
  inputs: Record<string, Tensor>,
  params: Record<string, Tensor>,
) => Record<string, Tensor>;

/** A graph recorded at one size of the free dimensions. */
export type Traced = Pick<OnnxModel, "nodes" | "initializers" | "inputs" | "outputs"> & {
  /** The names that constants made of parameters get. */
  names: Map<string, string>;
};

/**
 * Records the function at these sizes of the free dimensions and lowers it.
 *
 * @throws {Error} If the function reads a value, or throws; the message has the sizes.
 * @throws {TypeError} If it returns no tensor.
 */
export function traceFunction(
  fn: ExportFunction,
  {
    inputs,
    params,
    sizes,
  }: {
    inputs: Record<string, ExportInput>;
    params: Record<string, Tensor>;
    sizes: Record<string, number>;
  },
): Traced {
  const backend = engine().backend as OrtBackend;
  for (const tensor of Object.values(params)) backend.settle(tensor);
  const tracing = backend.startTrace();
  const held: TensorInfo[] = [];
  engine().startScope("exportOnnx");
  try {
    const given: Record<string, Tensor> = {};
    const placeholders = Object.entries(inputs).map(([name, input]) => {
      const dtype = input.dtype ?? "float32";
      const info = tracing.placeholder(dtype === "uint8" ? "float32" : dtype, dimsOf(input, sizes));
      given[name] = engine().makeTensorFromTensorInfo(info);
      return { name, dtype, value: backend.contentOf(info) };
    });
    const results = call(fn, given, { params, sizes });
    const known = new Map<ElementArray, string>();
    for (const [name, tensor] of Object.entries(params))
      for (const { stored } of backend.valuesOf(tensor)) if (stored) known.set(stored.data, name);
    const outputs = Object.entries(results).map(([name, tensor]) => {
      const own = backend.share(tensor);
      held.push(own);
      return { name, value: backend.contentOf(own) };
    });
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
      {
        nodes,
        inputs: fed,
        constants,
        outputs: outputs.map(({ value }) => value),
        plainConstants: true, // trained or restored: the same numbers give the same file
      },
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
      names: parameterNames(
        [...constants].flatMap((value) => {
          const name = known.get(value.stored!.data);
          return name === undefined ? [] : [{ name, lowered: lowered.get(value) as Lowered }];
        }),
        new Set(live.initializers.map(({ name }) => name)),
      ),
    };
  } finally {
    for (const { dataId } of held) backend.disposeData(dataId);
    engine().endScope();
    tracing.end();
  }
}

/** Calls the function. An error that it throws is wrapped in one that has the sizes. */
function call(
  fn: ExportFunction,
  given: Record<string, Tensor>,
  { params, sizes }: { params: Record<string, Tensor>; sizes: Record<string, number> },
): Record<string, Tensor> {
  try {
    return fn(given, params);
  } catch (cause) {
    const { message } = cause as Error;
    const dimensions = Object.entries(sizes).map(([name, size]) => `${name} = ${size}`);
    if (dimensions.length === 0 || message.startsWith("exportOnnx:")) throw cause;
    throw new Error(
      `exportOnnx: expected a function that takes free dimensions of any size, but with ${dimensions.join(", ")} it threw "${message}"; state the sizes that it takes, multiples: { ${Object.keys(sizes).at(-1)}: 32 }, or fix the dimension`,
      { cause },
    );
  }
}

/**
 * The parameter's own name for each constant made of it. If the graph has it in several memory layouts,
 * the layout is part of the other names: "conv1.weight.3201".
 */
function parameterNames(
  params: { name: string; lowered: Lowered }[],
  there: ReadonlySet<string>,
): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, lowered } of params)
    for (const form of lowered.forms) {
      if (!there.has(form.name)) continue;
      const own =
        taken.has(name) && !isIdentity(form.perm) ? `${name}.${form.perm.join("")}` : name;
      taken.add(name);
      names.set(form.name, own);
    }
  return names;
}

/** Removes identities in front of outputs: the operator that makes the value writes the output, if nothing else reads it. */
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
