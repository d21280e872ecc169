import type { Traced } from "./traceFunction.ts";

/**
 * Renames the values of a graph for people who open the file. Parameters keep their own names, other
 * constants become `constant.3`, the result of an operator is named after the operator, `conv.7`, and
 * the operator after its result.
 */
export function readableNames(graph: Traced): Traced {
  const kept = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const taken = new Set(kept);
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const give = (name: string, wanted: string): void => {
    let free = wanted;
    for (let i = 2; taken.has(free); i++) free = `${wanted}_${i}`;
    taken.add(free);
    names.set(name, free);
  };
  const numbered = (stem: string): string => {
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    return `${stem}.${count}`;
  };
  for (const [name, own] of graph.names) give(name, own);
  for (const { name, type } of graph.initializers)
    if (!names.has(name)) give(name, numbered(type === "int64" ? "dims" : "constant"));
  for (const { type, outputs } of graph.nodes)
    for (const name of outputs)
      if (!kept.has(name) && !names.has(name)) give(name, numbered(lowerFirst(type)));
  const rename = (name: string): string => names.get(name) ?? name;
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      name: rename(node.outputs[0]),
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
    initializers: graph.initializers.map((constant) => ({
      ...constant,
      name: rename(constant.name),
    })),
  };
}

function lowerFirst(type: string): string {
  return type[0].toLowerCase() + type.slice(1);
}
