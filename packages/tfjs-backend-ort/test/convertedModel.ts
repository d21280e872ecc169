import * as tf from "@tensorflow/tfjs-core";

const text = (value: string) => ({ s: Buffer.from(value).toString("base64") });
const integers = (...values: number[]) => ({ list: { i: values.map(String) } });
const window = (side: number, stride: number) => ({
  ksize: integers(1, side, side, 1),
  strides: integers(1, stride, stride, 1),
  padding: text("VALID"),
  data_format: text("NHWC"),
  T: { type: "DT_FLOAT" },
});

/**
 * A model as TensorFlow's converter writes it: `[N, 8, 8, 1]` through a convolution, pooling, a dense layer and softmax
 * to `[N, 3]`.
 */
export function convertedModel(): tf.io.ModelArtifacts {
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
