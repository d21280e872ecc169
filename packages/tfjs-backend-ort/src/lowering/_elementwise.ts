import { backend_util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/value.ts";

/** Applies operators that treat every element alike, in whatever order of axes costs least. */
export function elementwise(
  g: Lowering,
  inputs: Lowered[],
  output: ValueSpec,
  emit: (names: string[]) => string,
): Lowered {
  const order = g.commonOrder(inputs, output.shape);
  const names = inputs.map((input) => g.broadcast(input, order));
  return g.result(output, emit(names), order);
}

/** A kernel of one tensor `x`, element by element. */
export function unary(
  name: string,
  emit: (g: Lowering, x: string, attrs: never) => string,
  options: { dtypes?: readonly string[]; dtype?: ValueSpec["dtype"] } = {},
): Kernel {
  const dtypes = options.dtypes ?? ["float32"];
  return {
    name,
    infer: ({ x }) => ({ dtype: options.dtype ?? x.dtype, shape: x.shape }),
    supports: ({ x }) => dtypes.includes(x.dtype),
    lower: (g, { x }, attrs, [output]) =>
      elementwise(g, [x], output, ([name]) => emit(g, name, attrs as never)),
  };
}

/** A kernel of two tensors `a` and `b` that broadcast against each other. */
export function binary(
  name: string,
  emit: (g: Lowering, a: string, b: string) => string,
  options: { dtypes?: readonly string[]; dtype?: ValueSpec["dtype"] } = {},
): Kernel {
  const dtypes = options.dtypes ?? ["float32", "int32"];
  return {
    name,
    infer: ({ a, b }) => ({
      dtype: options.dtype ?? a.dtype,
      shape: backend_util.assertAndGetBroadcastShape(a.shape, b.shape),
    }),
    supports: ({ a, b }) => a.dtype === b.dtype && dtypes.includes(a.dtype),
    lower: (g, { a, b }, _attrs, [output]) =>
      elementwise(g, [a, b], output, ([a, b]) => emit(g, a, b)),
  };
}
