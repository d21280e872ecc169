import { backend_util, util } from "@tensorflow/tfjs-core";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";

interface BlockAttrs {
  blockShape: number[];
  crops: [number, number][];
  paddings: [number, number][];
}

/** Kernels that move blocks of pixels into channels or into the batch, and back. */
export const blocks: Kernel[] = [
  {
    name: "DepthToSpace",
    infer: ({ x }, { blockSize }: { blockSize: number }) => {
      const [n, h, w, c] = x.shape;
      return {
        dtype: x.dtype,
        shape: [n, h * blockSize, w * blockSize, c / (blockSize * blockSize)],
      };
    },
    supports: ({ x }, { dataFormat }: { dataFormat?: string }) =>
      x.dtype === "float32" && dataFormat !== "NCHW",
    lower: (g, { x }, { blockSize }: { blockSize: number }, [output]) =>
      g.result(output, g.op("DepthToSpace", [g.form(x, NCHW)], { blocksize: blockSize }), NCHW),
  },
  {
    name: "BatchToSpaceND",
    infer: ({ x }, { blockShape, crops }: BlockAttrs) => {
      const whole = backend_util.getReshapedPermuted(
        x.shape,
        blockShape,
        util.sizeFromShape(blockShape),
      );
      const cut = (axis: number): number =>
        (crops[axis - 1] ?? []).reduce((total, side) => total + side, 0);
      return { dtype: x.dtype, shape: whole.map((side, axis) => side - cut(axis)) };
    },
    lower(g, { x }, { blockShape, crops }: BlockAttrs, [output]) {
      const rank = blockShape.length;
      const volume = util.sizeFromShape(blockShape);
      const parts = backend_util.getReshaped(x.shape, blockShape, volume);
      const order = backend_util.getPermuted(parts.length, rank);
      const whole = backend_util.getReshapedPermuted(x.shape, blockShape, volume);
      const joined = rearranged(g, g.plain(x), parts, order, whole);
      const begin = backend_util.getSliceBeginCoords(crops, rank);
      const end = begin.map((start, axis) => start + output.shape[axis]);
      const axes = g.i64(begin.map((_, axis) => axis));
      const cut = g.op("Slice", [joined, g.i64(begin), g.i64(end), axes]);
      return g.result(output, cut);
    },
  },
  {
    name: "SpaceToBatchND",
    infer: ({ x }, attrs: BlockAttrs) => ({
      dtype: x.dtype,
      shape: spaceToBatch(x.shape, attrs).whole,
    }),
    lower(g, { x }, attrs: BlockAttrs, [output]) {
      const { sides, parts, order, whole } = spaceToBatch(x.shape, attrs);
      const around = [...sides.map(([before]) => before), ...sides.map(([, after]) => after)];
      const padded = around.some((side) => side > 0)
        ? g.op("Pad", [g.plain(x), g.i64(around), g.scalar(0, x.dtype)])
        : g.plain(x);
      return g.result(output, rearranged(g, padded, parts, order, whole));
    },
  },
];

function spaceToBatch(shape: number[], { blockShape, paddings }: BlockAttrs) {
  const rank = blockShape.length;
  const volume = util.sizeFromShape(blockShape);
  const sides = shape.map((_, axis) => paddings[axis - 1] ?? [0, 0]);
  const padded = shape.map((side, axis) => side + sides[axis][0] + sides[axis][1]);
  const parts = backend_util.getReshaped(padded, blockShape, volume, false);
  const order = backend_util.getPermuted(parts.length, rank, false);
  const whole = backend_util.getReshapedPermuted(padded, blockShape, volume, false);
  return { sides, parts, order, whole };
}

function rearranged(
  g: Lowering,
  name: string,
  parts: number[],
  order: number[],
  whole: number[],
): string {
  return g.reshape(g.transpose(g.reshape(name, parts), parts, order), whole);
}
