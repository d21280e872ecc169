import { expect, test } from "vitest";
import { checkBinding } from "./checkBinding.ts";
import type { OrtBinding } from "./ortBinding.ts";

test("a binding that computes a sum wrongly, or nothing at all, is refused with what it found", () => {
  const finding = (numbers: number[]): OrtBinding => ({
    name: "private",
    processor: "cpu",
    tensor: (type, data, dims) => ({ type, data, dims }),
    compile: () => ({
      run: (_feeds, { y }) => (y.data as Float32Array).set(numbers),
      release() {},
    }),
    open: () => ({ run: () => ({}), release() {} }),
  });
  expect(() => checkBinding(finding([2, -4, 0.5]))).not.toThrow();
  expect(() => checkBinding(finding([2, -4, 0.25]))).toThrow("to be 2, -4, 0.5, got 2, -4, 0.25");
  expect(() => checkBinding(finding([]))).toThrow("got 0, 0, 0");
});
