import { backend_util, util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { isIdentity } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";

/** Applies element-wise operators in the memory layout that costs the fewest copies. */
export function elementwise(
  g: Lowering,
  inputs: Lowered[],
  output: ValueSpec,
  emit: (names: string[]) => string,
): Lowered {
  const order = g.commonOrder(inputs, output.shape);
  if (isIdentity(order) && hasNarrowVector(inputs, output)) return byRows(g, inputs, output, emit);
  const names = inputs.map((input) => g.broadcast(input, order));
  return g.result(output, emit(names), order);
}

/** The size up to which a vector along the last axis is repeated to fill a row. */
const NARROW = 16;

/** Whether this is an image (or the like) with a few numbers a pixel, and one number for each of those. */
function hasNarrowVector(inputs: Lowered[], { shape }: ValueSpec): boolean {
  const last = shape.at(-1) ?? 1;
  const isVector = (input: Lowered): boolean => input.size === last && input.shape.at(-1) === last;
  const isFull = (input: Lowered): boolean => input.shape.join() === shape.join();
  return (
    shape.length > 1 &&
    last > 1 &&
    last <= NARROW &&
    shape.at(-2)! > 1 &&
    inputs.some(isVector) &&
    inputs.some(isFull) &&
    inputs.every((input) => input.size === 1 || isVector(input) || isFull(input))
  );
}

/** Repeats the vector along a row, because ONNX Runtime broadcasts fast over long rows only. */
function byRows(
  g: Lowering,
  inputs: Lowered[],
  output: ValueSpec,
  emit: (names: string[]) => string,
): Lowered {
  const [across, last] = output.shape.slice(-2);
  const row = across * last;
  const rows = util.sizeFromShape(output.shape.slice(0, -2));
  const names = inputs.map((input) => {
    if (input.size === 1) return g.reshape(input.primary.name, []);
    if (input.size > last) return g.reshape(g.plain(input), [rows, row]);
    const vector = g.reshape(g.plain(input), [1, last]);
    return g.reshape(g.op("Expand", [vector, g.i64([across, last])]), [row]);
  });
  return g.result(output, g.reshape(emit(names), output.shape));
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
