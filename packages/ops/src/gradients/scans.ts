import { type Tensor, cumsum, mul, pad, slice } from "@tensorflow/tfjs-core";
import { gradientsOf, register } from "./_register.ts";

interface ScanAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

// TensorFlow.js turns the axes of this gradient, where the axis is not the last.
register("Cumsum", {}, (dy, _saved, { axis, exclusive, reverse }: ScanAttrs) => ({
  x: () => cumsum(dy, axis, exclusive, !reverse),
}));

// The gradient of the same product written as steps that double: right with zeros among the numbers.
register("Cumprod", { inputs: ["x"] }, (dy, [x], attrs: ScanAttrs) => ({
  x: () => gradientsOf((numbers) => products(numbers, attrs), [x], dy)[0],
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
