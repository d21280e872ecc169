import { expect, test } from "vitest";
import { startedBinding } from "../binding/startedBinding.ts";
import { blockSize } from "./blockSize.ts";

test("is a size that ONNX Runtime's kernels have, the same each time", () => {
  const binding = startedBinding();
  expect(binding.processor === "wasm" ? [0] : [0, 8, 16]).toContain(blockSize(binding));
  expect(blockSize(binding)).toBe(blockSize(binding));
});
