import type { RecordedNode, Stored, Value } from "../recording/value.ts";
import { Lowered, physicalShape } from "./lowered.ts";
import { Lowering, type LoweringOptions } from "./lowering.ts";
import { identity, isIdentity, type Perm, permute } from "./perm.ts";

/** The nodes and values of a graph that is to be written. */
export interface GraphSource {
  /** The nodes to compute, each after those it needs. */
  nodes: readonly RecordedNode[];
  /** The values that are fed, each with the name of its input. */
  inputs: ReadonlyMap<Value, string>;
  /** Values that are compiled into the graph. */
  constants: Iterable<Value>;
  outputs: readonly Value[];
  /**
   * Whether constants are put into TensorFlow.js's own memory layout first, wherever a computation left them: then
   * the same numbers give the same graph. Default false, which saves the copies.
   */
  plainConstants?: boolean;
}

/** The name and the memory layout of one output of a lowered graph. */
export interface OutputForm {
  name: string;
  perm: Perm;
}

/** Writes recorded nodes as ONNX operators. */
export function lowerGraph(
  source: GraphSource,
  options: LoweringOptions,
): { lowering: Lowering; outputs: OutputForm[]; lowered: Map<Value, Lowered> } {
  const lowering = new Lowering(options);
  const lowered = new Map<Value, Lowered>();
  for (const [value, name] of source.inputs)
    lowered.set(
      value,
      new Lowered(value, name, value.stored?.perm ?? identity(value.shape.length)),
    );
  for (const value of source.constants) {
    const { data, perm } = source.plainConstants ? plainly(value) : value.stored!;
    const name = lowering.initializer(value.dtype, physicalShape(value, perm), data);
    lowered.set(value, new Lowered(value, name, perm));
  }
  for (const node of source.nodes) {
    const inputs: Record<string, Lowered> = {};
    for (const [i, name] of node.names.entries()) inputs[name] = lowered.get(node.inputs[i])!;
    const { kernel } = node;
    const lower = (options.forCpu && kernel.lowerForCpu) || kernel.lower;
    const results = lower.call(kernel, lowering, inputs, node.attrs, node.outputs);
    for (const [i, result] of (Array.isArray(results) ? results : [results]).entries())
      lowered.set(node.outputs[i], result);
  }
  const outputs = source.outputs.map((value) => lowered.get(value)!.primary);
  return { lowering, outputs, lowered };
}

/** What a value holds, in TensorFlow.js's own memory layout. */
function plainly({ stored, shape }: Value): Pick<Stored, "data" | "perm"> {
  const { data, perm } = stored!;
  const plain = identity(shape.length);
  return isIdentity(perm) ? stored! : { data: permute(data, shape, perm, plain), perm: plain };
}
