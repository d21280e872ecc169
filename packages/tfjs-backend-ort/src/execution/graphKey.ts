import type { RecordedNode, Value } from "../recording/value.ts";

/** A recording with the key of its graph, its inputs and its outputs. */
export interface KeyedGraph {
  /** Equal for two recordings exactly if one compiled graph serves both. */
  key: string;
  /** Stored values that are fed, with the names they are fed by. */
  inputs: Map<Value, string>;
  /** Frozen values that are compiled in. */
  constants: Set<Value>;
  /** Values that some tensor still holds. */
  outputs: Value[];
}

/**
 * The key of recorded nodes: their operators, attributes and connections, the type, dims and order
 * of axes of everything fed, and which results are kept. Numbers that are fed are not part of it.
 */
export function graphKey(nodes: readonly RecordedNode[]): KeyedGraph {
  const inputs = new Map<Value, string>();
  const constants = new Set<Value>();
  const outputs: Value[] = [];
  const parts: string[] = [];
  for (const [number, node] of nodes.entries()) {
    node.number = number;
    let part = node.signature;
    for (const value of node.inputs) {
      if (value.node) part += `n${value.node.number}.${value.output};`;
      else if (value.frozen) {
        constants.add(value);
        part += `c${value.frozen};`;
      } else {
        let name = inputs.get(value);
        if (name === undefined) {
          name = `i${inputs.size}`;
          inputs.set(value, name);
          part += `${name}:${value.dtype}[${value.shape.join()}]${value.stored!.perm.join()};`;
        } else part += `${name};`;
      }
    }
    for (const value of node.outputs)
      if (value.holders > 0) {
        outputs.push(value);
        part += `>${value.output}`;
      }
    parts.push(part);
  }
  return { key: parts.join("\n"), inputs, constants, outputs };
}
