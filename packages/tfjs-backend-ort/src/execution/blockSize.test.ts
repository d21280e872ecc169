import { expect, test } from "vitest";
import { blockSize } from "./blockSize.ts";

test("is a size that ONNX Runtime's kernels have, the same each time", () => {
  expect([0, 8, 16]).toContain(blockSize());
  expect(blockSize()).toBe(blockSize());
});
