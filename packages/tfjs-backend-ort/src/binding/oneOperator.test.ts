import { encodeModel } from "@flawlens/onnx";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { oneOperator, TRIAL } from "./oneOperator.ts";

describe("oneOperator", () => {
  test.each([
    { type: "Neg", domain: "", x: [1, -2, 0.5], y: [-1, 2, -0.5] },
    { type: "QuickGelu", domain: "com.microsoft", x: [0, 20, -20], y: [0, 20, 0] },
  ])("is a model that ONNX Runtime runs: $type of $x is $y", async ({ type, domain, x, y }) => {
    const session = await InferenceSession.create(encodeModel(oneOperator(type, [3], { domain })), {
      ...TRIAL,
    });
    expect(session.inputMetadata).toMatchObject([{ name: "x", type: "float32", shape: [3] }]);
    const found = await session.run({ x: new Tensor("float32", Float32Array.from(x), [3]) });
    await session.release();
    // QuickGelu is x · sigmoid(1.702 x), and sigmoid(34) is 1 - 1.7e-15
    for (const [i, value] of (found.y.data as Float32Array).entries())
      expect(value).toBeCloseTo(y[i], 6);
  });

  test("is refused with the operator's name where ONNX Runtime has no such operator", async () => {
    const model = encodeModel(oneOperator("Nonesuch", [3]));
    await expect(InferenceSession.create(model, { ...TRIAL })).rejects.toThrow("Nonesuch");
  });
});
