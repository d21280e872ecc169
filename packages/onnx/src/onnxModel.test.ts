import { InferenceSession } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { block, concat, model, number } from "../test/wire.ts";
import { ELEMENT, type OnnxType } from "./onnxModel.ts";

/** A model by hand that passes an input through, whose elements have this number of type. */
const identity = (elementType: number) => {
  const dims = block(2, block(1, number(1, 2)));
  const info = (name: string) =>
    concat(block(1, name), block(2, block(1, number(1, elementType), dims)));
  const node = block(1, block(1, "x"), block(2, "y"), block(4, "Identity"));
  return concat(
    model(node, block(2, "graph"), block(11, info("x")), block(12, info("y"))),
    block(8, block(1, ""), number(2, 17)),
  );
};

describe("ELEMENT", () => {
  // ONNX Runtime for Node has no tensors of bfloat16.
  test.each((Object.keys(ELEMENT) as OnnxType[]).filter((type) => type !== "bfloat16"))(
    "has the number by which ONNX Runtime knows %s",
    async (type) => {
      const session = await InferenceSession.create(identity(ELEMENT[type]), {
        executionProviders: ["cpu"],
        intraOpNumThreads: 1,
        logSeverityLevel: 4,
      });
      expect(session.inputMetadata[0]).toMatchObject({ name: "x", type });
      await session.release();
    },
  );

  test("has number 16 of onnx.proto for bfloat16, and no number twice", () => {
    expect(ELEMENT.bfloat16).toBe(16);
    expect(new Set(Object.values(ELEMENT)).size).toBe(Object.keys(ELEMENT).length);
  });
});
