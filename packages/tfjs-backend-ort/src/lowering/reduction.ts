import { util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { ELEMENT } from "../graph/onnxModel.ts";
import { toPhysical } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType, ValueSpec } from "../recording/value.ts";

interface Axes {
  axis: number | number[];
  /** What TensorFlow.js calls the axes of "Max". */
  reductionIndices?: number | number[];
  keepDims?: boolean;
}

/** Reductions over axes. */
export const reductions: Kernel[] = [
  reduction("Sum", ["float32", "int32"], (g, x, axes) =>
    g.op("ReduceSum", [x, g.i64(axes)], { keepdims: 0 }),
  ),
  reduction("Mean", ["float32"], byAttribute("ReduceMean")),
  reduction("Max", ["float32", "int32"], byAttribute("ReduceMax")),
  reduction("Min", ["float32", "int32"], byAttribute("ReduceMin")),
  reduction("Prod", ["float32", "int32"], byAttribute("ReduceProd")),
  reduction("All", ["bool"], ofBools("ReduceMin")),
  reduction("Any", ["bool"], ofBools("ReduceMax")),
  argument("ArgMax"),
  argument("ArgMin"),
  {
    name: "Cumsum",
    infer: ({ x }) => x,
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { axis, exclusive, reverse }, [output]) {
      const [at] = util.parseAxisParam(axis as number, x.shape);
      const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
      return g.result(output, g.op("CumSum", [g.plain(x), g.scalar(at, "int32")], attributes));
    },
  },
];

type Emit = (g: Lowering, x: string, axes: number[]) => string;

function byAttribute(type: string): Emit {
  return (g, x, axes) => g.op(type, [x], { axes, keepdims: 0 });
}

function ofBools(type: string): Emit {
  return (g, x, axes) => {
    const numbers = g.op("Cast", [x], { to: ELEMENT.int32 });
    return g.op("Cast", [g.op(type, [numbers], { axes, keepdims: 0 })], { to: ELEMENT.bool });
  };
}

function reduction(name: string, dtypes: ElementType[], emit: Emit): Kernel<Axes> {
  return {
    name,
    infer: ({ x }, attrs) => ({
      dtype: x.dtype,
      shape: reducedShape(x.shape, axesOf(attrs, x.shape), attrs.keepDims ?? false),
    }),
    supports: ({ x }, attrs) => dtypes.includes(x.dtype) && axesOf(attrs, x.shape).length > 0,
    lower: (g, { x }, attrs, [output]) =>
      reduced(g, x, axesOf(attrs, x.shape), attrs.keepDims ?? false, output, emit),
  };
}

function axesOf({ axis, reductionIndices }: Axes, shape: number[]): number[] {
  return util.parseAxisParam(reductionIndices ?? axis, shape);
}

/** Reduces in the order the numbers are stored in; what is left keeps its relative order. */
function reduced(
  g: Lowering,
  x: Lowered,
  axes: number[],
  keepDims: boolean,
  output: ValueSpec,
  emit: Emit,
): Lowered {
  const { name, perm } = x.primary;
  const physical = axes.map((axis) => perm.indexOf(axis)).toSorted((a, b) => a - b);
  const result = emit(g, name, physical);
  const left = perm.filter((axis) => !axes.includes(axis));
  if (!keepDims) {
    const kept = left.toSorted((a, b) => a - b);
    return g.result(output, result, left.map((axis) => kept.indexOf(axis)));
  }
  return g.result(output, g.reshape(result, toPhysical(output.shape, perm)), perm);
}

function reducedShape(shape: number[], axes: number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return shape.filter((_, axis) => !axes.includes(axis));
}

function argument(name: "ArgMax" | "ArgMin"): Kernel<Axes> {
  const axisOf = (axis: number | number[], shape: number[]) => util.parseAxisParam(axis, shape)[0];
  return {
    name,
    infer: ({ x }, { axis }) => ({
      dtype: "int32",
      shape: reducedShape(x.shape, [axisOf(axis, x.shape)], false),
    }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { axis }, [output]) {
      const index = g.op(name, [g.plain(x)], { axis: axisOf(axis, x.shape), keepdims: 0 });
      return g.result(output, g.op("Cast", [index], { to: ELEMENT.int32 }));
    },
  };
}
