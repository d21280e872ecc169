import { describe, expect, test } from "vitest";
import { operator, storedValue, sumKernel } from "../../test/recording.ts";
import type { Kernel } from "../recording/kernel.ts";
import { Recorder } from "../recording/recorder.ts";
import { lowerGraph } from "./lowerGraph.ts";
import { NCHW } from "./perm.ts";

const options = { forCpu: false, blockSize: 0 };

describe("lowerGraph", () => {
  test("writes nodes after each other by the names of what they read", () => {
    const recorder = new Recorder(() => {});
    const [x, w] = [storedValue([1, 2]), storedValue([3, 4])];
    const relu = recorder.record(operator("Relu"), { x }, {})!;
    const sum = recorder.record(sumKernel, { a: relu.outputs[0], b: w }, {})!;
    const { lowering, outputs } = lowerGraph(
      { nodes: [relu, sum], inputs: new Map([[x, "in"]]), constants: [w], outputs: sum.outputs },
      options,
    );
    const [first, second] = lowering.nodes;
    expect(first).toMatchObject({ type: "Relu", inputs: ["in"] });
    expect(second.type).toBe("Add");
    expect(second.inputs[0]).toBe(first.outputs[0]);
    const constant = lowering.initializers.get(second.inputs[1])!;
    expect(constant).toMatchObject({ type: "float32", dims: [2], data: Float32Array.of(3, 4) });
    expect(outputs).toEqual([{ name: second.outputs[0], perm: [0] }]);
  });

  test("keeps inputs and constants in the memory layout they are stored in", () => {
    const recorder = new Recorder(() => {});
    const x = storedValue([1, 2, 3, 4, 5, 6], [1, 1, 3, 2], NCHW);
    const relu = recorder.record(operator("Relu"), { x }, {})!;
    const fed = lowerGraph(
      { nodes: [relu], inputs: new Map([[x, "in"]]), constants: [], outputs: relu.outputs },
      options,
    );
    expect(fed.outputs[0].perm).toEqual(NCHW);
    const constant = lowerGraph(
      { nodes: [relu], inputs: new Map(), constants: [x], outputs: relu.outputs },
      options,
    );
    expect([...constant.lowering.initializers.values()][0].dims).toEqual([1, 2, 1, 3]);
  });

  test("puts constants into TensorFlow.js's own memory layout where it is asked to", () => {
    const recorder = new Recorder(() => {});
    const x = storedValue([1, 3, 5, 2, 4, 6], [1, 1, 3, 2], NCHW);
    const relu = recorder.record(operator("Relu"), { x }, {})!;
    const { lowering } = lowerGraph(
      { nodes: [relu], inputs: new Map(), constants: [x], outputs: relu.outputs, plainConstants: true }, // prettier-ignore
      options,
    );
    const [{ dims, data }] = lowering.initializers.values();
    expect([dims, data]).toEqual([[1, 1, 3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)]);
    expect(x.stored!.perm).toEqual(NCHW); // the engine's own stays as it is
  });

  test("takes a kernel's form for the cpu provider there alone", () => {
    const recorder = new Recorder(() => {});
    const x = storedValue([1]);
    const kernel: Kernel = {
      ...operator("Portable"),
      lowerForCpu: operator("ForCpu").lower,
    };
    const node = recorder.record(kernel, { x }, {})!;
    const source = {
      nodes: [node],
      inputs: new Map([[x, "in"]]),
      constants: [],
      outputs: node.outputs,
    };
    const types = (forCpu: boolean) =>
      lowerGraph(source, { forCpu, blockSize: 0 }).lowering.nodes.map(({ type }) => type);
    expect(types(true)).toEqual(["ForCpu"]);
    expect(types(false)).toEqual(["Portable"]);
  });
});
