import type { Initializer, OnnxNode } from "@flawlens/onnx";
import type { Lowering } from "./lowering.ts";

/**
 * The operators that some output needs, in order, and the constants that these read. Lowering also writes
 * forms that nothing reads in the end.
 */
export function livePart(
  { nodes, initializers }: Lowering,
  outputs: Iterable<string>,
): { nodes: OnnxNode[]; initializers: Initializer[] } {
  const needed = new Set(outputs);
  const live: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    live.push(node);
  }
  return {
    nodes: live.reverse(),
    initializers: [...initializers.values()].filter(({ name }) => needed.has(name)),
  };
}
