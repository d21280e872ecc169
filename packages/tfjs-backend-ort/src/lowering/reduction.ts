import { ELEMENT } from "@flawlens/onnx";
import { util } from "@tensorflow/tfjs-core";
import { type Lowered, physicalShape } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType, ValueSpec } from "../recording/valueSpec.ts";
import { sumInStages } from "./_sumInStages.ts";

interface Axes {
  axis: number | number[];
  /** The axes of "Max", by TensorFlow.js's name for them. */
  reductionIndices?: number | number[];
  keepDims?: boolean;
}

/** Reductions over axes. */
export const reductions: Kernel[] = [
  reduction(
    "Sum",
    ["float32", "int32"],
    wrapped((g, x, over, dtype, dims) =>
      dtype === "float32"
        ? sumInStages(g, x, { type: "ReduceSum", dims, ...over })
        : g.op("ReduceSum", [x, g.i64(over.axes)], { keepdims: over.keepdims }),
    ),
  ),
  reduction("Mean", ["float32", "int32", "bool"], mean, "float32"),
  reduction("Max", ["float32", "int32"], extreme("ReduceMax")),
  reduction("Min", ["float32", "int32"], extreme("ReduceMin")),
  reduction(
    "Prod",
    ["float32", "int32"],
    wrapped((g, x, over) => g.op("ReduceProd", [x], { ...over })),
  ),
  reduction("All", ["bool"], ofBools("ReduceMin")),
  reduction("Any", ["bool"], ofBools("ReduceMax")),
  argument("ArgMax"),
  argument("ArgMin"),
];

/** ONNX's attributes of a reduction. */
interface Over {
  axes: number[];
  keepdims: 0 | 1;
}

type Emit = (g: Lowering, x: string, over: Over, dtype: ElementType, dims: number[]) => string;

/**
 * A reduction whose integers wrap around at 2³¹, as those of other operations and of TensorFlow.js do: ONNX
 * Runtime would stop at the largest int32. It counts in double, so up to 2⁵³.
 */
function wrapped(emit: Emit): Emit {
  return (g, x, over, dtype, dims) => {
    if (dtype === "float32") return emit(g, x, over, dtype, dims);
    const wide = emit(g, g.op("Cast", [x], { to: ELEMENT.int64 }), over, dtype, dims);
    return g.op("Cast", [wide], { to: ELEMENT.int32 });
  };
}

function mean(g: Lowering, x: string, over: Over, dtype: ElementType, dims: number[]): string {
  const numbers = converted(g, x, dtype, "float32");
  return sumInStages(g, numbers, { type: "ReduceMean", dims, ...over });
}

function converted(g: Lowering, x: string, from: ElementType, to: ElementType): string {
  return from === to ? x : g.op("Cast", [x], { to: ELEMENT[to] });
}

/**
 * The largest or smallest number, or NaN if there is one: ONNX Runtime passes NaN over. The sum of
 * numbers clipped to [-1, 1] is NaN exactly if one of them is, and is found in a fraction of a pass.
 */
function extreme(type: "ReduceMax" | "ReduceMin"): Emit {
  return (g, x, { axes, keepdims }, dtype) => {
    const result = g.op(type, [x], { axes, keepdims });
    if (dtype !== "float32") return result;
    const clipped = g.op("Clip", [x, g.scalar(-1), g.scalar(1)]);
    const sum = g.op("ReduceSum", [clipped, g.i64(axes)], { keepdims });
    return g.op("Where", [g.op("IsNaN", [sum]), sum, result]);
  };
}

function ofBools(type: string): Emit {
  return (g, x, over) => {
    const numbers = g.op("Cast", [x], { to: ELEMENT.int32 });
    return g.op("Cast", [g.op(type, [numbers], { ...over })], { to: ELEMENT.bool });
  };
}

function reduction(
  name: string,
  dtypes: ElementType[],
  emit: Emit,
  dtype?: ElementType,
): Kernel<Axes> {
  return {
    name,
    infer: ({ x }, attrs) => ({
      dtype: dtype ?? x.dtype,
      shape: reducedShape(x.shape, axesOf(attrs, x.shape), attrs.keepDims ?? false),
    }),
    supports: ({ x }) => dtypes.includes(x.dtype),
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
  // ONNX would take no axes for all of them.
  if (axes.length === 0) return g.result(output, converted(g, name, x.dtype, output.dtype), perm);
  const physical = axes.map((axis) => perm.indexOf(axis)).toSorted((a, b) => a - b);
  const over = { axes: physical, keepdims: keepDims ? 1 : 0 } as const;
  const result = emit(g, name, over, x.dtype, physicalShape(x, perm));
  if (keepDims) return g.result(output, result, perm);
  const left = perm.filter((axis) => !axes.includes(axis));
  const kept = left.toSorted((a, b) => a - b);
  return g.result(
    output,
    result,
    left.map((axis) => kept.indexOf(axis)),
  );
}

function reducedShape(shape: number[], axes: number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** A NaN is neither the largest number nor the smallest. */
function argument(name: "ArgMax" | "ArgMin"): Kernel<Axes> {
  const axisOf = (axis: number | number[], shape: number[]) => util.parseAxisParam(axis, shape)[0];
  const last = name === "ArgMax" ? -Infinity : Infinity;
  const comparable = (g: Lowering, x: Lowered): string => {
    const plain = g.plain(x);
    if (x.dtype !== "float32") return plain;
    return g.op("Where", [g.op("IsNaN", [plain]), g.scalar(last), plain]);
  };
  return {
    name,
    infer: ({ x }, { axis }) => ({
      dtype: "int32",
      shape: reducedShape(x.shape, [axisOf(axis, x.shape)], false),
    }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { axis }, [output]) {
      const index = g.op(name, [comparable(g, x)], { axis: axisOf(axis, x.shape), keepdims: 0 });
      return g.result(output, g.op("Cast", [index], { to: ELEMENT.int32 }));
    },
  };
}
