import { describe, expect, test } from "vitest";
import { livePart } from "./livePart.ts";
import { Lowering } from "./lowering.ts";

/** Two chains from `x`, each with a constant, and one operator of both. */
function graph() {
  const g = new Lowering({ forCpu: false, blockSize: 0 });
  const [two, three] = [g.scalar(2), g.scalar(3)];
  const doubled = g.op("Mul", ["x", two]);
  const tripled = g.op("Mul", ["x", three]);
  const both = g.op("Add", [doubled, tripled]);
  return { g, two, three, doubled, tripled, both };
}

describe("livePart", () => {
  test("is everything an output needs, in order, and the constants of that", () => {
    const { g, two, doubled } = graph();
    const { nodes, initializers } = livePart(g, [doubled]);
    expect(nodes.map(({ outputs }) => outputs[0])).toEqual([doubled]);
    expect(initializers.map(({ name }) => name)).toEqual([two]);
  });

  test("of an output that needs all is all, in the order it was written", () => {
    const { g, two, three, doubled, tripled, both } = graph();
    const { nodes, initializers } = livePart(g, [both]);
    expect(nodes.map(({ outputs }) => outputs[0])).toEqual([doubled, tripled, both]);
    expect(initializers.map(({ name }) => name)).toEqual([two, three]);
  });

  test("keeps an operator of which one output of several is wanted, and a constant that is an output", () => {
    const g = new Lowering({ forCpu: false, blockSize: 0 });
    const [, indices] = g.ops("TopK", ["x", g.i64([1])], {}, { outputs: 2 });
    const one = g.scalar(1);
    g.scalar(9);
    const { nodes, initializers } = livePart(g, [indices, one]);
    expect(nodes.map(({ type }) => type)).toEqual(["TopK"]);
    expect(initializers).toHaveLength(2);
  });
});
