// Models that TensorFlow's converter wrote for TensorFlow.js predict here too.
import * as tf from "@tensorflow/tfjs-core";
import { GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { describe, expect, test } from "vitest";
import { cpuBackend } from "./delegate/cpuBackend.ts";
import { delegations } from "./delegate/delegate.ts";
import "./index.ts";

const text = (value: string) => ({ s: Buffer.from(value).toString("base64") });
const integers = (...values: number[]) => ({ list: { i: values.map(String) } });
const window = (side: number, stride: number) => ({
  ksize: integers(1, side, side, 1),
  strides: integers(1, stride, stride, 1),
  padding: text("VALID"),
  data_format: text("NHWC"),
  T: { type: "DT_FLOAT" },
});

/** A model.json as the converter writes it: convolution, pooling, a dense layer, softmax. */
function artifacts(): tf.io.ModelArtifacts {
  const weights = {
    "conv/filter": { shape: [3, 3, 1, 4], seed: 1 },
    "conv/bias": { shape: [4], seed: 2 },
    "dense/kernel": { shape: [36, 3], seed: 3 },
  };
  const values = Object.values(weights).map(
    ({ shape, seed }) => tf.randomNormal(shape, 0, 0.5, "float32", seed).dataSync() as Float32Array,
  );
  const flat = Int32Array.of(-1, 36);
  const weightData = Buffer.concat(
    [...values, flat].map((data) => Buffer.from(data.slice().buffer)),
  );
  const shapeOf = (sides: number[]) => ({ dim: sides.map((side) => ({ size: String(side) })) });
  const constant = (name: string, dtype: string, sides: number[]) => ({
    name,
    op: "Const",
    attr: { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: shapeOf(sides) } } },
  });
  return {
    format: "graph-model",
    modelTopology: {
      node: [
        {
          name: "images",
          op: "Placeholder",
          attr: { dtype: { type: "DT_FLOAT" }, shape: { shape: shapeOf([-1, 8, 8, 1]) } },
        },
        ...Object.entries(weights).map(([name, { shape }]) => constant(name, "DT_FLOAT", shape)),
        constant("flat", "DT_INT32", [2]),
        {
          name: "conv",
          op: "_FusedConv2D",
          input: ["images", "conv/filter", "conv/bias"],
          attr: {
            strides: integers(1, 1, 1, 1),
            dilations: integers(1, 1, 1, 1),
            padding: text("VALID"),
            data_format: text("NHWC"),
            fused_ops: { list: { s: [text("BiasAdd").s, text("Relu").s] } },
            num_args: { i: "1" },
            T: { type: "DT_FLOAT" },
          },
        },
        { name: "pool", op: "MaxPool", input: ["conv"], attr: window(2, 2) },
        { name: "rows", op: "Reshape", input: ["pool", "flat"], attr: { T: { type: "DT_FLOAT" } } },
        {
          name: "dense",
          op: "MatMul",
          input: ["rows", "dense/kernel"],
          attr: {
            transpose_a: { b: false },
            transpose_b: { b: false },
            T: { type: "DT_FLOAT" },
          },
        },
        {
          name: "probabilities",
          op: "Softmax",
          input: ["dense"],
          attr: { T: { type: "DT_FLOAT" } },
        },
      ],
      versions: { producer: 1 },
    },
    weightSpecs: [
      ...Object.entries(weights).map(([name, { shape }]) => ({
        name,
        shape,
        dtype: "float32" as const,
      })),
      { name: "flat", shape: [2], dtype: "int32" },
    ],
    weightData: weightData.buffer.slice(
      weightData.byteOffset,
      weightData.byteOffset + weightData.byteLength,
    ) as ArrayBuffer,
  };
}

describe("a converted model on ort", () => {
  test("predicts what it predicts on TensorFlow.js's cpu backend, by ONNX Runtime alone", async () => {
    cpuBackend(); // for its silence
    await tf.setBackend("cpu");
    const given = artifacts();
    const images = tf.randomUniform([5, 8, 8, 1], 0, 1, "float32", 4);
    const predictions: Float32Array[] = [];
    const before = delegations();
    for (const backend of ["cpu", "ort"]) {
      await tf.setBackend(backend);
      const model: GraphModel = await loadGraphModel(tf.io.fromMemory(given));
      const predicted = model.predict(images) as tf.Tensor;
      expect(predicted.shape).toEqual([5, 3]);
      predictions.push((await predicted.data()) as Float32Array);
      model.dispose();
    }
    expect(delegations()).toEqual(before);
    for (const [i, value] of predictions[1].entries())
      expect(value).toBeCloseTo(predictions[0][i], 6);
  });
});
