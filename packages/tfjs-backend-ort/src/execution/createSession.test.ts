import type { OnnxModel } from "@flawlens/onnx";
import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { OPSETS } from "../graph/_opsets.ts";
import { createSession } from "./createSession.ts";

const size = 2 ** 20;
const model: OnnxModel = {
  nodes: [
    { type: "Gather", domain: "", inputs: ["x", "i"], outputs: ["y"], attributes: { axis: 0 } },
  ],
  initializers: [],
  inputs: [
    { name: "x", type: "float32", dims: [size] },
    { name: "i", type: "int64", dims: [size] },
  ],
  outputs: [{ name: "y", type: "float32", dims: [size] }],
  opsets: OPSETS,
};
const options = { executionProviders: ["cpu"], intraOpNumThreads: 1, logSeverityLevel: 4 } as const;

test("writes outputs where they are wanted and makes no copies", () => {
  const session = createSession(model, { ...options });
  const x = new Tensor("float32", Float32Array.from({ length: size }, (_, i) => i), [size]); // prettier-ignore
  const last = BigInt(size - 1);
  const i = new Tensor("int64", BigInt64Array.from({ length: size }, (_, i) => last - BigInt(i)), [size]); // prettier-ignore
  const y = new Float32Array(size);
  const fetches = { y: new Tensor("float32", y, [size]) };
  session.run({ x, i }, fetches);
  const before = process.memoryUsage().arrayBuffers;
  for (let run = 0; run < 5; run++) {
    y.fill(0);
    session.run({ x, i }, fetches);
    expect([y[0], y[1], y[size - 1]]).toEqual([size - 1, size - 2, 0]);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * size);
  session.release();
});

test("still says what fails", () => {
  const session = createSession(model, { ...options });
  const x = new Tensor("float32", new Float32Array(size), [size]);
  const i = new Tensor("int64", new BigInt64Array(size).fill(BigInt(size)), [size]);
  const y = new Tensor("float32", new Float32Array(size), [size]);
  expect(() => session.run({ x, i }, { y })).toThrow(/indices/);
  session.release();
});
