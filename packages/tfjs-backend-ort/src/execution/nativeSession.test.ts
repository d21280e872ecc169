import { encodeModel } from "@flawlens/onnx";
import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createNativeSession } from "./nativeSession.ts";

const negation = encodeModel({
  nodes: [{ type: "Neg", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
  initializers: [],
  inputs: [{ name: "x", type: "float32", dims: [2] }],
  outputs: [{ name: "y", type: "float32", dims: [2] }],
  opsets: { "": 17 },
});
const vector = (...values: number[]) =>
  new Tensor("float32", Float32Array.from(values), [values.length]);

test("a session writes into the memory it is given, and is gone once released", () => {
  const session = createNativeSession(negation, { logSeverityLevel: 4 });
  const y = vector(0, 0);
  session.run({ x: vector(1, -2) }, { y });
  expect(y.data).toEqual(Float32Array.of(-1, 2));
  session.release();
  expect(() => session.run({ x: vector(1, -2) }, { y })).toThrow(/dispose/);
});
