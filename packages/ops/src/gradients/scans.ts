import {
  type Tensor,
  cumprod,
  cumsum,
  mul,
  pad,
  reshape,
  slice,
  transpose,
  util,
} from "@tensorflow/tfjs-core";
import { gradientsOf, register } from "./_register.ts";

interface ScanAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

// TensorFlow.js turns the axes of this gradient, where the axis is not the last.
register("Cumsum", {}, (dy, _saved, { axis, exclusive, reverse }: ScanAttrs) => ({
  x: () => cumsum(dy, util.parseAxisParam(axis, dy.shape)[0], exclusive, !reverse),
}));

// The gradient of the same product written as steps that double: right with zeros among the numbers.
register("Cumprod", { inputs: ["x"] }, (dy, [x], attrs: ScanAttrs) => ({
  x: () => gradientsOf((numbers) => products(numbers, attrs), [x], dy)[0],
}));

// The product of the others, over any axes; TensorFlow.js fails on negative ones.
register("Prod", { inputs: ["x"] }, (dy, [x], { axis }: { axis?: number | number[] | null }) => ({
  x: () => {
    const axes = util.parseAxisParam(axis as number[], x.shape);
    const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
    const order = [...kept, ...axes];
    const moved = transpose(x, order);
    const count = util.sizeFromShape(axes.map((i) => x.shape[i]));
    const rows = reshape(moved, [-1, count]);
    const others = mul(cumprod(rows, 1, true), cumprod(rows, 1, true, true));
    const slopes = reshape(mul(others, reshape(dy, [-1, 1])), moved.shape);
    return transpose(slopes, order.map((_, i) => order.indexOf(i))); // prettier-ignore
  },
}));

function products(x: Tensor, { axis: given, exclusive, reverse }: ScanAttrs): Tensor {
  const axis = given < 0 ? given + x.rank : given;
  const side = x.shape[axis];
  let result = exclusive ? shifted(x, 1, axis, reverse) : x;
  for (let count = 1; count < side; count *= 2)
    result = mul(result, shifted(result, count, axis, reverse));
  return result;
}

/** The numbers moved on by `count` places, ones moving in. */
function shifted(x: Tensor, count: number, axis: number, reverse: boolean): Tensor {
  const kept = x.shape[axis] - count;
  const begin = x.shape.map((_, i) => (i === axis && reverse ? count : 0));
  const part = slice(x, begin, x.shape.with(axis, kept));
  const room = x.shape.map((_, i): [number, number] => {
    if (i !== axis) return [0, 0];
    return reverse ? [0, count] : [count, 0];
  });
  return pad(part, room, 1);
}
