import type { Kernel } from "../src/recording/kernel.ts";
import { Value } from "../src/recording/value.ts";

/** A kernel of one tensor `x`, written as one ONNX operator, element by element. */
export function operator(type: string): Kernel {
  return {
    name: type,
    infer: ({ x }) => ({ dtype: x.dtype, shape: x.shape }),
    lower: (g, { x }, _attrs, [output]) =>
      g.result(output, g.op(type, [x.primary.name]), x.primary.perm),
  };
}

/** The sum of `a` and `b`, of the same shape. */
export const sumKernel: Kernel = {
  name: "Sum",
  infer: ({ a }) => ({ dtype: a.dtype, shape: a.shape }),
  lower: (g, { a, b }, _attrs, [output]) => g.result(output, g.op("Add", [g.plain(a), g.plain(b)])),
};

/** A stored float32 value, held by one tensor, in the order `perm` of its axes (default TensorFlow.js's). */
export function storedValue(
  data: number[],
  shape: number[] = [data.length],
  perm: readonly number[] = shape.map((_, axis) => axis),
): Value {
  const value = new Value("float32", shape);
  value.stored = { data: Float32Array.from(data), perm, shared: false };
  value.holders = 1;
  return value;
}
