import {
  type Tensor,
  add,
  concat,
  pad,
  reshape,
  reverse,
  slice,
  stack,
  sum,
  transpose,
} from "@tensorflow/tfjs-core";
import { register } from "./_register.ts";

// Of any rank; TensorFlow.js's own ends at 4, by a slice for each repetition.
register("Tile", { inputs: ["x"] }, (dy, [x], { reps }: { reps: number[] }) => ({
  x: () => {
    const axes = x.shape.map((_, axis) => 2 * axis);
    const parts = reshape(
      dy,
      x.shape.flatMap((side, axis) => [reps[axis], side]),
    );
    return reshape(axes.length > 0 ? sum(parts, axes) : parts, x.shape);
  },
}));

// A list of one part comes back as that part, on which TensorFlow.js fails.
const listOf = (dy: Tensor): Tensor[] => (Array.isArray(dy) ? dy : [dy]);
register("Unpack", {}, (dy, _saved, { axis }: { axis: number }) => ({
  value: () => stack(listOf(dy), axis),
}));
register("SplitV", {}, (dy, _saved, { axis }: { axis: number }) => ({
  x: () => concat(listOf(dy), axis),
}));

interface DepthToSpaceAttrs {
  blockSize: number;
  dataFormat: "NHWC" | "NCHW";
}

register(
  "DepthToSpace",
  { inputs: ["x"] },
  (dy, [x], { blockSize: b, dataFormat }: DepthToSpaceAttrs) => ({
    x: () => {
      const [n] = x.shape;
      if (dataFormat === "NHWC") {
        const [, h, w, c] = x.shape;
        const blocks = reshape(dy, [n, h, b, w, b, c / b ** 2]);
        return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), x.shape);
      }
      const [, c, h, w] = x.shape;
      const blocks = reshape(dy, [n, c / b ** 2, h, b, w, b]);
      return reshape(transpose(blocks, [0, 3, 5, 1, 2, 4]), x.shape);
    },
  }),
);

register("FlipLeftRight", {}, (dy) => ({ image: () => reverse(dy, 2) }));

interface MirrorPadAttrs {
  paddings: [number, number][];
  mode: "reflect" | "symmetric";
}

// What was mirrored adds to where it came from; TensorFlow.js drops it.
register("MirrorPad", { inputs: ["x"] }, (dy, [x], { paddings, mode }: MirrorPadAttrs) => ({
  x: () =>
    paddings.reduce(
      (whole: Tensor, around, axis) =>
        fold(whole, { axis, around, side: x.shape[axis], edge: mode === "reflect" ? 1 : 0 }),
      dy,
    ),
}));

interface Fold {
  axis: number;
  around: [number, number];
  side: number;
  /** Numbers at the edge that are not mirrored. */
  edge: number;
}

function fold(dy: Tensor, { axis, around: [before, after], side, edge }: Fold): Tensor {
  const part = (start: number, size: number) =>
    slice(dy, dy.shape.map((_, i) => (i === axis ? start : 0)), dy.shape.with(axis, size)); // prettier-ignore
  const at = (mirrored: Tensor, start: number) => {
    const size = mirrored.shape[axis];
    const room = dy.shape.map((_, i): [number, number] =>
      i === axis ? [start, side - start - size] : [0, 0],
    );
    return pad(reverse(mirrored, axis), room);
  };
  let result: Tensor = part(before, side);
  if (before > 0) result = add(result, at(part(0, before), edge));
  if (after > 0) result = add(result, at(part(before + side, after), side - edge - after));
  return result;
}
