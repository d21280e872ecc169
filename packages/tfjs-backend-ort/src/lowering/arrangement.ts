import { util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { toPhysical } from "../graph/perm.ts";
import type { Kernel, Named } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/value.ts";

/** Kernels that move numbers about: each works in the order the numbers are stored in. */
export const arrangement: Kernel[] = [
  {
    name: "Transpose",
    infer: ({ x }, { perm }: { perm: number[] }) => ({
      dtype: x.dtype,
      shape: perm.map((axis) => x.shape[axis]),
    }),
    // Nothing moves: the numbers stay, their axes get other names.
    lower(g, { x }, { perm }: { perm: number[] }, [output]) {
      const { name, perm: stored } = x.primary;
      return g.result(output, name, stored.map((axis) => perm.indexOf(axis)));
    },
  },
  {
    name: "Concat",
    infer: (inputs, { axis }: { axis: number }) => joined(inputs, axis),
    lower(g, inputs, { axis }: { axis: number }, [output]) {
      const parts = Object.values(inputs).filter((part) => part.size > 0);
      if (parts.length === 1) return parts[0];
      const [at] = util.parseAxisParam(axis, output.shape);
      const order = joinOrder(parts);
      const names = parts.map((part) => g.form(part, order));
      return g.result(output, g.op("Concat", names, { axis: order.indexOf(at) }), order);
    },
  },
  {
    name: "Pack",
    infer: (inputs, { axis }: { axis: number }) => {
      const parts = Object.values(inputs);
      return { dtype: parts[0].dtype, shape: parts[0].shape.toSpliced(axis, 0, parts.length) };
    },
    lower(g, inputs, { axis }: { axis: number }, [output]) {
      const parts = Object.values(inputs).map((part) =>
        g.op("Unsqueeze", [g.plain(part), g.i64([axis])]),
      );
      return g.result(output, g.op("Concat", parts, { axis }));
    },
  },
  {
    name: "Unpack",
    list: true,
    infer: ({ value }, { axis }: { axis: number }) => {
      const [at] = util.parseAxisParam(axis, value.shape);
      const shape = value.shape.toSpliced(at, 1);
      return Array.from({ length: value.shape[at] }, () => ({ dtype: value.dtype, shape }));
    },
    lower(g, { value }, { axis }: { axis: number }, outputs) {
      const [at] = util.parseAxisParam(axis, value.shape);
      return outputs.map((output, i) => {
        const part = g.op("Slice", [g.plain(value), g.i64([i]), g.i64([i + 1]), g.i64([at])]);
        return g.result(output, g.reshape(part, output.shape));
      });
    },
  },
  {
    name: "SplitV",
    list: true,
    infer: ({ x }, { numOrSizeSplits, axis }: SplitAttrs) => {
      const [at] = util.parseAxisParam(axis, x.shape);
      return splitSizes(x.shape[at], numOrSizeSplits).map((side) => ({
        dtype: x.dtype,
        shape: x.shape.with(at, side),
      }));
    },
    lower(g, { x }, { axis }: SplitAttrs, outputs) {
      const [at] = util.parseAxisParam(axis, x.shape);
      const { name, perm } = x.primary;
      let start = 0;
      return outputs.map((output) => {
        const end = start + output.shape[at];
        const part = g.op("Slice", [name, g.i64([start]), g.i64([end]), g.i64([perm.indexOf(at)])]);
        start = end;
        return g.result(output, part, perm);
      });
    },
  },
  {
    name: "Slice",
    infer: ({ x }, { begin, size }: SliceAttrs) => ({
      dtype: x.dtype,
      shape: sliceSizes(x.shape, begin, size),
    }),
    supports: ({ x }, { begin, size }: SliceAttrs) =>
      [begin].flat().every((start) => start >= 0) && within(x.shape, begin, size),
    lower(g, { x }, { begin }: SliceAttrs, [output]) {
      const { name, perm } = x.primary;
      const starts = toPhysical(starting(x.shape, begin), perm);
      const sizes = toPhysical(output.shape, perm);
      const axes = starts.map((_, axis) => axis);
      const cut = axes.filter((axis) => sizes[axis] !== x.shape[perm[axis]]);
      if (cut.length === 0) return x;
      const ends = cut.map((axis) => starts[axis] + sizes[axis]);
      const result = g.op("Slice", [
        name,
        g.i64(cut.map((axis) => starts[axis])),
        g.i64(ends),
        g.i64(cut),
      ]);
      return g.result(output, result, perm);
    },
  },
  {
    name: "PadV2",
    infer: ({ x }, { paddings }: PadAttrs) => ({
      dtype: x.dtype,
      shape: x.shape.map((side, axis) => side + paddings[axis][0] + paddings[axis][1]),
    }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { paddings, constantValue }: PadAttrs, [output]) {
      const { name, perm } = x.primary;
      return g.result(output, pad(g, name, perm, paddings, "constant", g.scalar(constantValue, x.dtype)), perm);
    },
  },
  {
    name: "MirrorPad",
    infer: ({ x }, { paddings }: PadAttrs) => ({
      dtype: x.dtype,
      shape: x.shape.map((side, axis) => side + paddings[axis][0] + paddings[axis][1]),
    }),
    supports: ({ x }, { mode }: { mode: string }) => x.dtype === "float32" && mode === "reflect",
    lower(g, { x }, { paddings }: PadAttrs, [output]) {
      const { name, perm } = x.primary;
      return g.result(output, pad(g, name, perm, paddings, "reflect"), perm);
    },
  },
  {
    name: "Tile",
    infer: ({ x }, { reps }: { reps: number[] }) => ({
      dtype: x.dtype,
      shape: x.shape.map((side, axis) => side * reps[axis]),
    }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { reps }: { reps: number[] }, [output]) {
      const { name, perm } = x.primary;
      return g.result(output, g.op("Tile", [name, g.i64(toPhysical(reps, perm))]), perm);
    },
  },
  {
    name: "Reverse",
    infer: ({ x }) => x,
    supports: ({ x }) => x.shape.length > 0,
    lower(g, { x }, { dims }: { dims: number[] }, [output]) {
      const { name, perm } = x.primary;
      const axes = util.parseAxisParam(dims, x.shape).map((axis) => perm.indexOf(axis));
      const result = axes.reduce((name, axis) => {
        const side = x.shape[perm[axis]];
        const order = g.i64(Array.from({ length: side }, (_, i) => side - 1 - i));
        return g.op("Gather", [name, order], { axis });
      }, name);
      return g.result(output, result, perm);
    },
  },
  {
    name: "ExpandDims",
    infer: ({ input }, { dim }: { dim: number }) => {
      const rank = input.shape.length;
      return { dtype: input.dtype, shape: input.shape.toSpliced(dim < 0 ? rank + 1 + dim : dim, 0, 1) };
    },
    lower: (g, { input }, _attrs, [output]) =>
      g.result(output, g.reshape(g.plain(input), output.shape)),
  },
];

interface SplitAttrs {
  numOrSizeSplits: number | number[];
  axis: number;
}

interface SliceAttrs {
  begin: number | number[];
  size?: number | number[];
}

interface PadAttrs {
  paddings: [number, number][];
  constantValue: number;
}

function joined(inputs: Named<ValueSpec>, axis: number): ValueSpec {
  const parts = Object.values(inputs);
  const [at] = util.parseAxisParam(axis, parts[0].shape);
  const side = parts.reduce((sum, part) => sum + part.shape[at], 0);
  return { dtype: parts[0].dtype, shape: parts[0].shape.with(at, side) };
}

/** The order most of the numbers are in. */
function joinOrder(parts: Lowered[]): readonly number[] {
  return parts.reduce((best, part) => (part.size > best.size ? part : best)).primary.perm;
}

function splitSizes(side: number, split: number | number[]): number[] {
  if (typeof split === "number") return new Array<number>(split).fill(side / split);
  const known = split.reduce((sum, size) => (size === -1 ? sum : sum + size), 0);
  return split.map((size) => (size === -1 ? side - known : size));
}

function starting(shape: number[], begin: number | number[]): number[] {
  const given = [begin].flat();
  return shape.map((_, axis) => given[axis] ?? 0);
}

function sliceSizes(shape: number[], begin: number | number[], size?: number | number[]): number[] {
  const starts = starting(shape, begin);
  const given = size === undefined ? [] : [size].flat();
  return shape.map((side, axis) => {
    const wanted = given[axis] ?? -1;
    return wanted < 0 ? side - starts[axis] : wanted;
  });
}

function within(shape: number[], begin: number | number[], size?: number | number[]): boolean {
  const starts = starting(shape, begin);
  return sliceSizes(shape, begin, size).every(
    (side, axis) => side >= 0 && starts[axis] + side <= shape[axis],
  );
}

function pad(
  g: Lowering,
  name: string,
  perm: readonly number[],
  paddings: [number, number][],
  mode: string,
  value?: string,
): string {
  const order = toPhysical(paddings, perm);
  const all = [...order.map(([before]) => before), ...order.map(([, after]) => after)];
  if (all.every((side) => side === 0)) return name;
  return g.op("Pad", value ? [name, g.i64(all), value] : [name, g.i64(all)], { mode });
}
