import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { block, concat, float, number } from "../test/wire.ts";
import { encodeModel } from "./encodeModel.ts";
import type { OnnxModel } from "./onnxModel.ts";

const options: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  logSeverityLevel: 4,
};
const identity: OnnxModel = {
  nodes: [{ type: "Identity", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
  initializers: [],
  inputs: [{ name: "x", type: "float32", dims: ["rows", 2] }],
  outputs: [{ name: "y", type: "float32", dims: ["rows", 2] }],
  opsets: { "": 17 },
};

describe("encodeModel", () => {
  test("writes each field under the number that onnx.proto gives it", () => {
    const data = Float32Array.of(1.5, -2);
    const bytes = encodeModel({
      nodes: [
        {
          name: "first",
          type: "Odd",
          domain: "com.example",
          inputs: ["x", ""],
          outputs: ["y"],
          attributes: {
            axis: -1,
            mode: "é",
            pads: [0, 300],
            alpha: { float: 0.5 },
            value: { tensor: { name: "", type: "float32", dims: [2], data } },
          },
        },
      ],
      initializers: [{ name: "w", type: "float32", dims: [1, 2], data }],
      inputs: [{ name: "x", type: "int64", dims: ["batch", 3] }],
      outputs: [{ name: "y", type: "bool", dims: [], sequence: true }],
      metadata: { key: "value" },
      opsets: { "": 17, "com.example": 1 },
    });
    const raw = new Uint8Array(data.buffer);
    const attribute = (name: string, type: number, ...value: Uint8Array[]) =>
      block(5, block(1, name), ...value, number(20, type));
    const node = block(
      1,
      block(1, "x"),
      block(1, ""),
      block(2, "y"),
      block(3, "first"),
      block(4, "Odd"),
      attribute("axis", 2, number(3, -1n)),
      attribute("mode", 3, block(4, "é")),
      attribute("pads", 7, number(8, 0), number(8, 300)),
      attribute("alpha", 1, float(2, 0.5)),
      attribute("value", 4, block(5, number(1, 2), number(2, 1), block(8, ""), block(9, raw))),
      block(7, "com.example"),
    );
    const shape = block(2, block(1, block(2, "batch")), block(1, number(1, 3)));
    expect(bytes).toEqual(
      concat(
        number(1, 8),
        block(2, "flawlens"),
        block(
          7,
          node,
          block(2, "graph"),
          block(5, number(1, 1), number(1, 2), number(2, 1), block(8, "w"), block(9, raw)),
          block(11, block(1, "x"), block(2, block(1, number(1, 7), shape))),
          block(12, block(1, "y"), block(2, block(4, block(1, block(1, number(1, 9), block(2)))))),
        ),
        block(8, block(1, ""), number(2, 17)),
        block(8, block(1, "com.example"), number(2, 1)),
        block(14, block(1, "key"), block(2, "value")),
      ),
    );
  });

  test("writes what ONNX Runtime runs", async () => {
    const session = await InferenceSession.create(
      encodeModel({
        ...identity,
        nodes: [
          { type: "MatMul", domain: "", inputs: ["x", "w"], outputs: ["z"], attributes: {} },
          { type: "ReduceSum", domain: "", inputs: ["z", "axes"], outputs: ["y"], attributes: { keepdims: 0 } }, // prettier-ignore
        ],
        initializers: [
          { name: "w", type: "float32", dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
          { name: "axes", type: "int64", dims: [1], data: BigInt64Array.of(1n) },
        ],
        outputs: [{ name: "y", type: "float32", dims: ["rows"] }],
      }),
      options,
    );
    const x = new Tensor("float32", Float32Array.of(1, 0, 0, 1, 1, 1), [3, 2]);
    const { y } = await session.run({ x });
    expect(y.data).toEqual(Float32Array.of(3, 7, 10)); // sums of the rows 1 2, 3 4, and both
    await session.release();
  });
});
