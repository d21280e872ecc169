import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "../index.ts";
import { type ExportFunction, traceFunction } from "./traceFunction.ts";

beforeAll(() => tf.setBackend("ort"));

const inputs = { x: { shape: ["batch", 2] } };
const trace = (
  fn: ExportFunction,
  params: Record<string, tf.Tensor> = {},
  given: Parameters<typeof traceFunction>[1]["inputs"] = inputs,
) =>
  // prettier-ignore
  traceFunction(fn, { inputs: given, params, sizes: { batch: 5 } });

describe("traceFunction", () => {
  test("writes what the outputs need, at the sizes it is given, and computes nothing", () => {
    const ort = tf.backend() as unknown as { statistics(): { runs: number } };
    const { runs } = ort.statistics();
    const graph = trace(({ x }) => {
      tf.exp(x); // returned by nobody
      return { y: tf.relu(x), negative: tf.neg(x) };
    });
    expect(graph.nodes).toMatchObject([
      { type: "Relu", inputs: ["x"], outputs: ["y"] },
      { type: "Neg", inputs: ["x"], outputs: ["negative"] },
    ]);
    expect(graph.inputs).toEqual([{ name: "x", type: "float32", dims: [5, 2] }]);
    expect(graph.outputs).toEqual([
      { name: "y", type: "float32", dims: [5, 2] },
      { name: "negative", type: "float32", dims: [5, 2] },
    ]);
    expect(ort.statistics().runs).toBe(runs);
  });

  test("knows which constant is which parameter, and keeps their numbers", () => {
    const weight = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const graph = trace(({ x }, { weight }) => ({ y: tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D) }), { weight }); // prettier-ignore
    const [constant] = graph.initializers;
    expect([...graph.names]).toEqual([[constant.name, "weight"]]);
    expect([...(constant.data as Float32Array)]).toEqual([1, 2, 3, 4]);
    weight.dispose();
  });

  test("casts bytes to the floats that the function gets", () => {
    const seen: string[] = [];
    const bytes = { x: { shape: [2], dtype: "uint8" as const } };
    const graph = trace(({ x }) => (seen.push(x.dtype), { y: tf.square(x) }), {}, bytes);
    expect(seen).toEqual(["float32"]);
    expect(graph.inputs[0].type).toBe("uint8");
    expect(graph.nodes[0]).toMatchObject({ type: "Cast", inputs: ["x"], attributes: { to: 1 } });
  });

  test("passes an input through by an operator, as ONNX asks", () => {
    const { nodes } = trace(({ x }) => ({ y: x }));
    expect(nodes).toMatchObject([{ type: "Identity", inputs: ["x"], outputs: ["y"] }]);
  });

  test("leaves no tensor behind, also where the function throws", () => {
    const before = tf.memory().numTensors;
    trace(({ x }) => ({ y: tf.relu(tf.neg(x)) }));
    expect(() =>
      trace(({ x }) => {
        tf.neg(x);
        throw new Error("on purpose");
      }),
    ).toThrow("on purpose");
    expect(tf.memory().numTensors).toBe(before);
    expect([...tf.neg(tf.tensor1d([1])).dataSync()]).toEqual([-1]); // computes again
  });

  test("says at which sizes the function threw, with its reason", () => {
    expect(() => trace(({ x }) => ({ y: tf.reshape(x, [3]) }))).toThrow(
      /^exportOnnx: expected a function that takes free dimensions of any size, but with batch = 5 it threw "Size\(10\) must match the product of shape 3"; state the sizes that it takes, multiples: { batch: 32 }/,
    );
  });

  test.each([
    {
      of: "returns nothing",
      fn: (() => ({})) as ExportFunction,
      message: "expected the function to return tensors by name, got none",
    },
    {
      of: "reads a value",
      fn: (({ x }) => ({ y: tf.mul(x, tf.sum(x).dataSync()[0]) })) as ExportFunction,
      message: "expected a function that only computes tensors, but it read a value",
    },
  ])("refuses a function that $of", ({ fn, message }) => {
    expect(() => trace(fn)).toThrow(`exportOnnx: ${message}`);
  });
});
