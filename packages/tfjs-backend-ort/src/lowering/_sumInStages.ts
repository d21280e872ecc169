import { util } from "@tensorflow/tfjs-core";
import type { Lowering } from "../graph/lowering.ts";

/** The number of neighbouring numbers from which they are added in two stages. */
const LONG = 2048;

/** The numbers of a row, the last axis, that are added at once. Shorter ones take longer, longer ones are less exact. */
const ROW = { least: 256, most: 512 };

/** The numbers beside each other up to which they are a short row. */
const NARROW = 32;

/** A sum or a mean over some axes, of dims as ONNX has them. */
export interface Summation {
  type: "ReduceSum" | "ReduceMean";
  dims: readonly number[];
  /** The axes, in ascending order. */
  axes: readonly number[];
  keepdims?: 0 | 1;
}

/**
 * A sum or a mean of float32. ONNX Runtime adds one number after the other to the same sum, so that rounding errors
 * of equal numbers add up: to 3e-4 of the sum of 32,768. They are therefore added in parts first, which takes no
 * longer, and a quarter of the time where few channels lie beside each other: the parts are then added to each other
 * as long rows.
 */
export function sumInStages(g: Lowering, name: string, summation: Summation): string {
  const { type, dims, axes, keepdims = 0 } = summation;
  const split = g.forCpu ? splitOf(dims, axes) : undefined;
  if (!split) return reduce(g, type, name, axes, keepdims);
  const { begin, end, outer } = split;
  const length = util.sizeFromShape(dims.slice(begin, end));
  const before = dims.slice(0, begin);
  const after = dims.slice(end);
  const parts = g.reshape(name, [...before, outer, length / outer, ...after]);
  const toEachOther = begin === 0 && end < dims.length && util.sizeFromShape(after) < NARROW;
  const first = reduce(g, type, parts, [toEachOther ? 0 : begin + 1], 0);
  // What is left of the neighbours is one axis.
  const rest = axes.flatMap((axis) => {
    if (axis < begin) return [axis];
    if (axis < end) return axis === begin ? [begin] : [];
    return [axis - (end - begin) + 1];
  });
  const sum = reduce(g, type, first, rest, 0);
  if (!keepdims) return sum;
  return g.reshape(
    sum,
    dims.map((side, axis) => (axes.includes(axis) ? 1 : side)),
  );
}

function reduce(
  g: Lowering,
  type: Summation["type"],
  name: string,
  axes: readonly number[],
  keepdims: 0 | 1,
): string {
  return type === "ReduceSum"
    ? g.op(type, [name, g.i64(axes)], { keepdims })
    : g.op(type, [name], { axes: [...axes], keepdims });
}

/** The neighbouring axes that hold the most numbers, and into how many parts these are divided; undefined if not at all. */
function splitOf(
  dims: readonly number[],
  axes: readonly number[],
): { begin: number; end: number; outer: number } | undefined {
  let [begin, end, length] = [0, 0, 0];
  for (const [i, axis] of axes.entries()) {
    if (axes[i - 1] === axis - 1) continue;
    let last = axis + 1;
    while (axes.includes(last)) last++;
    const found = util.sizeFromShape(dims.slice(axis, last));
    if (found > length) [begin, end, length] = [axis, last, found];
  }
  if (length < LONG) return undefined;
  const isRow = end === dims.length;
  let part = isRow ? ROW.most : Math.floor(Math.sqrt(length));
  while (length % part > 0) part--;
  return part < (isRow ? ROW.least : 8) ? undefined : { begin, end, outer: length / part };
}
