import { util } from "@tensorflow/tfjs-core";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType } from "../recording/valueSpec.ts";

interface ScanAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Running sums and products along one axis. */
export const scans: Kernel[] = [
  {
    name: "Cumsum",
    infer: ({ x }) => ({ dtype: x.dtype, shape: x.shape }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { axis, exclusive, reverse }: ScanAttrs, [output]) {
      const [at] = util.parseAxisParam(axis, x.shape);
      const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
      return g.result(output, g.op("CumSum", [g.plain(x), g.scalar(at, "int32")], attributes));
    },
  },
  {
    name: "Cumprod",
    infer: ({ x }) => ({ dtype: x.dtype, shape: x.shape }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { axis, exclusive, reverse }: ScanAttrs, [output]) {
      const [at] = util.parseAxisParam(axis, x.shape);
      const place = { axis: at, shape: x.shape, dtype: x.dtype, reverse };
      let result = g.plain(x);
      if (exclusive) result = shifted(g, result, 1, place);
      // Each step doubles the count of numbers that every product has taken in.
      for (let count = 1; count < x.shape[at]; count *= 2)
        result = g.op("Mul", [result, shifted(g, result, count, place)]);
      return g.result(output, result);
    },
  },
];

interface Place {
  axis: number;
  shape: number[];
  dtype: ElementType;
  reverse: boolean;
}

/** The numbers moved on by some places along the axis, ones moving in. */
function shifted(
  g: Lowering,
  name: string,
  count: number,
  { axis, shape, dtype, reverse }: Place,
): string {
  const side = shape[axis];
  if (count === side) return g.op("Expand", [g.scalar(1, dtype), g.i64(shape)]);
  const [start, end] = reverse ? [count, side] : [0, side - count];
  const kept = g.op("Slice", [name, g.i64([start]), g.i64([end]), g.i64([axis])]);
  const before = shape.map((_, i) => (i === axis && !reverse ? count : 0));
  const after = shape.map((_, i) => (i === axis && reverse ? count : 0));
  return g.op("Pad", [kept, g.i64([...before, ...after]), g.scalar(1, dtype)]);
}
