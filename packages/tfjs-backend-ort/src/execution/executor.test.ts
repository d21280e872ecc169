import { describe, expect, test } from "vitest";
import { operator, storedValue, sumKernel } from "../../test/recording.ts";
import { startedBinding } from "../binding/startedBinding.ts";
import { NCHW, permute } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import { Recorder } from "../recording/recorder.ts";
import type { RecordedNode, Value } from "../recording/value.ts";
import { loweringFor } from "./loweringFor.ts";
import { atOnce } from "./steps.ts";
import { Executor } from "./executor.ts";

const neg = operator("Neg");
const same: Kernel = {
  ...operator("Same"),
  lower: (g, { x }, _attrs, [output]) => g.result(output, x.primary.name, x.primary.perm),
};

function make(cachedGraphs = 8): Executor {
  return new Executor({
    binding: startedBinding(),
    session: { intraOpNumThreads: 1, logSeverityLevel: 4 },
    provider: startedBinding().processor,
    lowering: () => loweringFor(startedBinding(), startedBinding().processor),
    cachedGraphs,
    pooledBytes: 2 ** 20,
  });
}

/** One call of a kernel whose result is held. */
function call(kernel: Kernel, inputs: Record<string, Value>): { node: RecordedNode; y: Value } {
  const node = new Recorder(() => {}).record(kernel, inputs, {})!;
  node.outputs[0].holders = 1;
  return { node, y: node.outputs[0] };
}

describe("Executor", () => {
  test("computes every held output and stores it", () => {
    const executor = make();
    const recorder = new Recorder(() => {});
    const [a, b] = [storedValue([1, 2]), storedValue([10, 20])];
    const sum = recorder.record(sumKernel, { a, b }, {})!;
    const negated = recorder.record(neg, { x: sum.outputs[0] }, {})!;
    for (const { outputs } of [sum, negated]) outputs[0].holders = 1;
    atOnce(executor.run([sum, negated]));
    expect([...sum.outputs[0].stored!.data]).toEqual([11, 22]);
    expect([...negated.outputs[0].stored!.data]).toEqual([-11, -22]);
    expect(negated.outputs[0].node).toBeNull();
    executor.dispose();
  });

  test("compiles a graph once for any numbers", () => {
    const executor = make();
    for (const number of [1, 2, 3]) {
      const { node, y } = call(neg, { x: storedValue([number]) });
      atOnce(executor.run([node]));
      expect([...y.stored!.data]).toEqual([-number]);
    }
    expect(executor.statistics()).toMatchObject({ runs: 3, compilations: 1, cachedGraphs: 1 });
    executor.dispose();
    expect(executor.statistics().cachedGraphs).toBe(0);
  });

  test("puts an input into the layout of its result, but not where new inputs come each time", () => {
    const executor = make();
    const shape = [1, 2, 3, 2];
    const turned: Kernel = {
      ...neg,
      lower: (g, { x }, _attrs, [output]) => g.result(output, g.op("Neg", [g.form(x, NCHW)]), NCHW),
    };
    const numbers = Array.from({ length: 12 }, (_, i) => i + 1);
    for (const run of [1, 2, 3, 4]) {
      const x = storedValue(numbers, shape);
      const { node, y } = call(turned, { x });
      atOnce(executor.run([node]));
      expect(x.stored!.perm).toEqual(run === 1 ? NCHW : [0, 1, 2, 3]);
      for (const [value, sign] of [
        [x, 1],
        [y, -1],
      ] as const)
        // prettier-ignore
        expect([...permute(value.stored!.data, shape, value.stored!.perm, [0, 1, 2, 3])]).toEqual(
          numbers.map((number) => sign * number),
        );
    }
    expect(executor.statistics().compilations).toBe(2);
    executor.dispose();
  });

  test("runs nothing where nobody holds a result", () => {
    const executor = make();
    const node = new Recorder(() => {}).record(neg, { x: storedValue([1]) }, {})!;
    atOnce(executor.run([node]));
    expect(executor.statistics()).toMatchObject({ runs: 0, compilations: 0 });
  });

  test("shares the numbers of an output that is its input, and writes into them no more", () => {
    const executor = make();
    const x = storedValue([1, 2]);
    const { node, y } = call(same, { x });
    atOnce(executor.run([node]));
    expect(y.stored!.data).toBe(x.stored!.data);
    expect([x.stored!.shared, y.stored!.shared]).toEqual([true, true]);
  });

  test("takes memory back and gives it to the next value of its size, unless it was handed out", () => {
    const executor = make();
    const size = 2048;
    const first = call(neg, { x: storedValue(new Array<number>(size).fill(1)) });
    atOnce(executor.run([first.node]));
    const { data } = first.y.stored!;
    executor.free(first.y);
    expect(first.y.stored).toBeNull();
    expect(executor.statistics().pooledBytes).toBe(4 * size);
    expect(executor.allocate("float32", size).buffer).toBe(data.buffer);

    const second = call(neg, { x: storedValue(new Array<number>(size).fill(2)) });
    atOnce(executor.run([second.node]));
    second.y.stored!.shared = true;
    executor.free(second.y);
    expect(executor.statistics().pooledBytes).toBe(0);
    executor.dispose();
  });

  test("releases the graphs that a frozen value is compiled into together with the value", () => {
    const executor = make();
    const w = storedValue([5]);
    w.frozen = 1;
    const { node, y } = call(sumKernel, { a: storedValue([1]), b: w });
    atOnce(executor.run([node]));
    expect([...y.stored!.data]).toEqual([6]);
    expect(executor.statistics().cachedGraphs).toBe(1);
    executor.free(w);
    expect(executor.statistics().cachedGraphs).toBe(0);
  });

  test("passes on what ONNX Runtime refuses", () => {
    const { node } = call(operator("Nonesuch"), { x: storedValue([1]) });
    expect(() => atOnce(make().run([node]))).toThrow("Nonesuch");
  });

  test("leaves a graph of convolutions as it is written, and has others optimised", () => {
    const levels: unknown[] = [];
    const binding = startedBinding();
    const executor = new Executor({
      binding: {
        ...binding,
        compile(model, options) {
          levels.push(options.graphOptimizationLevel);
          return binding.compile(model, options);
        },
      },
      session: { graphOptimizationLevel: "all", logSeverityLevel: 4 },
      provider: binding.processor,
      lowering: () => loweringFor(binding, binding.processor),
      cachedGraphs: 8,
      pooledBytes: 2 ** 20,
    });
    for (const kernel of [neg, { ...neg, name: "Conv2D" }]) {
      const { node, y } = call(kernel, { x: storedValue([3]) });
      atOnce(executor.run([node]));
      expect([...y.stored!.data]).toEqual([-3]);
    }
    executor.dispose();
    expect(levels.slice(-2)).toEqual(["all", "disabled"]); // before them, the trial of the block size
  });
});
