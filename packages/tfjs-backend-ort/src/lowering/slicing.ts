import { backend_util, slice_util, type StridedSliceAttrs, util } from "@tensorflow/tfjs-core";
import { toPhysical } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";

/** Kernels that take parts of a tensor, in the order its numbers are stored in. */
export const slicing: Kernel[] = [
  {
    name: "Slice",
    rows({ x }, attrs: SliceAttrs) {
      const { starts, sizes } = sliceParams(x, attrs);
      const whole = sizes.every((side, axis) => axis === 0 || side === x.shape[axis]);
      return whole && sizes[0] < x.shape[0] ? { begin: starts[0], count: sizes[0] } : null;
    },
    infer: ({ x }, attrs: SliceAttrs) => ({ dtype: x.dtype, shape: sliceParams(x, attrs).sizes }),
    lower(g, { x }, attrs: SliceAttrs, [output]) {
      const { name, perm } = x.primary;
      const { starts: before } = sliceParams(x, attrs);
      const starts = toPhysical(before, perm);
      const sizes = toPhysical(output.shape, perm);
      const axes = starts.map((_, axis) => axis);
      const cut = axes.filter((axis) => sizes[axis] !== x.shape[perm[axis]]);
      if (cut.length === 0) return x;
      if (x.crop && cut.every((axis) => perm[axis] === 1 || perm[axis] === 2)) {
        const after = x.shape.map((side, axis) => side - before[axis] - output.shape[axis]);
        const less = x.crop([before[1], before[2], after[1], after[2]]);
        if (less) return less;
      }
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
    name: "StridedSlice",
    infer: ({ x }, attrs: StridedSliceAttrs) => ({
      dtype: x.dtype,
      shape: stridedParams(x, attrs).finalShape,
    }),
    lower(g, { x }, attrs: StridedSliceAttrs, [output]) {
      const { begin, end, strides } = stridedParams(x, attrs);
      // ONNX counts an end of -1 from the back: what runs backwards to the front ends before that.
      const ends = end.map((place, axis) =>
        place < 0 && strides[axis] < 0 ? -x.shape[axis] - 1 : place,
      );
      const axes = begin.map((_, axis) => axis);
      const result = g.op("Slice", [
        g.plain(x),
        g.i64(begin),
        g.i64(ends),
        g.i64(axes),
        g.i64(strides),
      ]);
      return g.result(output, g.reshape(result, output.shape));
    },
  },
  {
    name: "SplitV",
    list: true,
    infer: ({ x }, { numOrSizeSplits, axis }: SplitAttrs) => {
      const [at] = util.parseAxisParam(axis, x.shape);
      return splitSizes(x, numOrSizeSplits, at).map((side) => ({
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
];

interface SliceAttrs {
  begin: number | number[];
  size?: number | number[];
}

interface SplitAttrs {
  numOrSizeSplits: number | number[];
  axis: number;
}

function sliceParams(x: ValueSpec, { begin, size }: SliceAttrs) {
  const [starts, sizes] = slice_util.parseSliceParams(x as never, begin, size as number[]);
  slice_util.assertParamsValid(x as never, starts, sizes);
  return { starts, sizes };
}

function stridedParams(x: ValueSpec, attrs: StridedSliceAttrs) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
    attrs;
  return slice_util.sliceInfo(
    x.shape,
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

function splitSizes(x: ValueSpec, split: number | number[], axis: number): number[] {
  // A copy: TensorFlow.js writes into the list it is given.
  return backend_util.prepareSplitSize(
    x as never,
    typeof split === "number" ? split : [...split],
    axis,
  );
}
