import { describe, expect, test } from "vitest";
import type { RecordedNode } from "../recording/value.ts";
import { Value } from "../recording/value.ts";
import { arrived, atOnce, type Steps } from "./steps.ts";
import { runApart } from "./runApart.ts";

/** A chain of nodes: each takes what the one before gives. The last output is held. */
function chain(length: number): RecordedNode[] {
  const nodes: RecordedNode[] = [];
  for (let i = 0; i < length; i++) {
    const inputs = nodes.length > 0 ? [nodes.at(-1)!.outputs[0]] : [];
    nodes.push(node(`op${i}`, inputs));
  }
  nodes.at(-1)!.outputs[0].holders = 1;
  return nodes;
}

function node(name: string, inputs: Value[]): RecordedNode {
  const value = new Value("float32", [2]);
  const kernel = { name, infer: () => [], lower: () => [] };
  const made = {
    kernel,
    names: [],
    inputs,
    outputs: [value],
    attrs: {},
    signature: name,
    site: null,
    number: -1,
  };
  value.node = made;
  return made;
}

/** Runs that refuse every graph with one of these nodes, and store what is held. */
function runner(bad: readonly string[]) {
  const graphs: string[][] = [];
  const run = function* (nodes: RecordedNode[]): Steps<void> {
    graphs.push(yield* arrived(nodes.map(({ kernel }) => kernel.name)));
    if (nodes.some(({ kernel }) => bad.includes(kernel.name))) throw new Error("no");
    for (const { outputs } of nodes)
      for (const value of outputs)
        if (value.holders > 0) {
          value.stored = { data: Float32Array.of(1, 2), perm: [0], shared: false };
          value.node = null;
        }
  };
  return { graphs, run };
}

describe("nodes that are run apart", () => {
  test("are one graph while nothing fails", () => {
    const { graphs, run } = runner([]);
    atOnce(runApart(chain(5), run));
    expect(graphs).toEqual([["op0", "op1", "op2", "op3", "op4"]]);
  });

  test("are halved until the one that fails is alone; what needs it fails with it", () => {
    const nodes = chain(4);
    const beside = node("beside", []);
    beside.outputs[0].holders = 1;
    const { graphs, run } = runner(["op1"]);
    atOnce(runApart([...nodes, beside], run));
    expect(graphs).toEqual([
      ["op0", "op1", "op2", "op3", "beside"],
      ["op0", "op1"],
      ["op0"],
      ["op1"],
      ["beside"],
    ]);
    const [, failed, , last] = nodes.map(({ outputs }) => outputs[0]);
    expect(failed.failure!.message).toContain("expected to compute op1 of [2] to [2]");
    expect(failed.failure!.message).toContain("got: no");
    expect(last.failure).toBe(failed.failure);
    expect(beside.outputs[0].stored).not.toBeNull();
  });

  test("hold what the second half takes from the first no longer than they need it", () => {
    const nodes = chain(4);
    atOnce(runApart(nodes, runner(["op3"]).run));
    expect(nodes.map(({ outputs }) => outputs[0].holders)).toEqual([0, 0, 0, 1]);
    expect(nodes.map(({ outputs }) => outputs[0].failure !== null)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
