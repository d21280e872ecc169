import type { Initializer, OnnxNode } from "@flawlens/onnx";

type Constants = ReadonlyMap<string, Initializer>;

/** Operators that ONNX Runtime's WebGPU provider takes and does not compute, or computes wrongly, up to 1.30. */
const GAPS: readonly ((node: OnnxNode, constants: Constants) => boolean)[] = [
  // "The Indices output is not supported yet."
  ({ type, outputs }) => type === "MaxPool" && outputs.length > 1,
  // It is refused when it runs.
  ({ type, attributes }) => type === "ConvTranspose" && lengthOf(attributes.kernel_shape) > 2,
  // A step backwards begins at the wrong end.
  ({ type, inputs }, constants) => type === "Slice" && steps(inputs, constants).some((n) => n < 0n),
  // The place of -Infinity is -1.
  ({ type }) => type === "TopK",
];

/**
 * The nodes of a graph for the WebGPU provider, in which those that the cpu provider has to compute have names, and
 * these names.
 */
export function leftToCpu({
  nodes,
  initializers,
}: {
  nodes: readonly OnnxNode[];
  /** The constants of the graph. */
  initializers: readonly Initializer[];
}): { nodes: OnnxNode[]; names: string[] } {
  const constants = new Map(initializers.map((constant) => [constant.name, constant]));
  const names: string[] = [];
  const named = nodes.map((node) => {
    if (!GAPS.some((gap) => gap(node, constants))) return node;
    const name = `cpu${names.length}`;
    names.push(name);
    return { ...node, name };
  });
  return { nodes: named, names };
}

function lengthOf(attribute: OnnxNode["attributes"][string]): number {
  return Array.isArray(attribute) ? attribute.length : 0;
}

/** The steps of a Slice, or none. */
function steps([, , , , name]: readonly string[], constants: Constants): bigint[] {
  const constant = name === undefined ? undefined : constants.get(name);
  return constant ? [...(constant.data as BigInt64Array)] : [];
}
