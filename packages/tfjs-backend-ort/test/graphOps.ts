import * as tf from "@tensorflow/tfjs-core";
import { below, oneOf } from "../../files/test/fuzz/fuzzTarget.ts";

/** An operation that a random graph may hold. */
export interface GraphOp {
  /** Numbers that say what exactly it does to tensors of these shapes, or null if it takes none such. */
  draw(shapes: number[][], random: () => number): number[] | null;
  /** How many tensors it takes; default one. */
  takes?: number;
  /** Shapes of further tensors that it needs, such as a filter: inputs of the graph are made for them. */
  needs?(shapes: number[][], params: number[]): number[][];
  apply(tensors: tf.Tensor[], params: number[]): tf.Tensor;
}

const plain = (apply: (x: tf.Tensor) => tf.Tensor): GraphOp => ({
  draw: () => [],
  apply: ([x]) => apply(x),
});

/** Of two tensors whose shapes are broadcast. */
const both = (apply: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): GraphOp => ({
  takes: 2,
  draw: ([a, b]) => (broadcasts(a, b) ? [] : null),
  apply: ([a, b]) => apply(a, b),
});

/** Of one axis. */
const alongAxis = (apply: (x: tf.Tensor, axis: number) => tf.Tensor): GraphOp => ({
  draw: ([{ length }], random) => (length > 0 ? [below(random, length)] : null),
  apply: ([x], [axis]) => apply(x, axis),
});

/** Of some axes, kept or not. */
const reduction = (apply: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): GraphOp => ({
  draw([shape], random) {
    const axes = shape.map((_, axis) => axis).filter(() => random() < 0.5);
    return axes.length > 0 ? [below(random, 2), ...axes] : null;
  },
  apply: ([x], [keep, ...axes]) => apply(x, axes, keep === 1),
});

const float = (x: tf.Tensor): tf.Tensor => tf.cast(x, "float32");
/** No gradient flows through integers: TensorFlow.js passes one on as if nothing were cut off. */
const int = (x: tf.Tensor): tf.Tensor =>
  tf.cast(tf.clipByValue(tf.mul(constant(x), 3), -8, 8), "int32");
const constant = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (upstream: tf.Tensor) => tf.zerosLike(upstream),
}));
/** Away from 0, so that dividing by it is tame. */
const away = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), 0.5);
const image = (shape: number[]): boolean => shape.length === 4;

/**
 * Operations by name; each keeps numbers of moderate size moderate, as far as it can. Not `tf.logSigmoid`, whose
 * gradient fails on every backend where what it is taken of is no input.
 */
export const graphOps: Record<string, GraphOp> = {
  add: both(tf.add),
  sub: both(tf.sub),
  mul: both(tf.mul),
  div: both((a, b) => tf.div(a, away(b))),
  maximum: both(tf.maximum),
  minimum: both(tf.minimum),
  squaredDifference: both(tf.squaredDifference),
  atan2: both((a, b) => tf.atan2(a, away(b))),
  power: both((a, b) => tf.pow(away(a), tf.tanh(b))),
  greater: both((a, b) => float(tf.greater(a, b))),
  lessEqual: both((a, b) => tf.mul(float(tf.lessEqual(a, b)), a)),
  where: both((a, b) => tf.where(tf.greater(a, 0.1), a, b)),
  prelu: both((a, b) => (broadcastsTo(b.shape, a.shape) ? tf.prelu(a, b) : tf.add(a, b))),
  integers: both((a, b) => float(tf.add(tf.mul(int(a), 2), int(b)))),
  floorDiv: both((a, b) => float(tf.floorDiv(int(a), tf.add(tf.abs(int(b)), tf.scalar(1, "int32"))))), // prettier-ignore
  dot: {
    takes: 2,
    draw: ([a, b]) => (a.length === 1 && b.length === 1 && a[0] === b[0] ? [] : null),
    apply: ([a, b]) => tf.dot(a, b),
  },

  relu: plain(tf.relu),
  relu6: plain(tf.relu6),
  elu: plain(tf.elu),
  selu: plain(tf.selu),
  leakyRelu: plain((x) => tf.leakyRelu(x, 0.3)),
  sigmoid: plain(tf.sigmoid),
  softplus: plain(tf.softplus),
  tanh: plain(tf.tanh),
  exp: plain((x) => tf.exp(tf.tanh(x))),
  expm1: plain((x) => tf.expm1(tf.tanh(x))),
  log: plain((x) => tf.log(away(x))),
  log1p: plain((x) => tf.log1p(tf.abs(x))),
  sqrt: plain((x) => tf.sqrt(away(x))),
  rsqrt: plain((x) => tf.rsqrt(away(x))),
  reciprocal: plain((x) => tf.reciprocal(away(x))),
  square: plain((x) => tf.square(tf.clipByValue(x, -4, 4))),
  neg: plain(tf.neg),
  abs: plain(tf.abs),
  sign: plain((x) => tf.mul(tf.sign(x), x)),
  floor: plain((x) => tf.sub(x, tf.floor(x))),
  round: plain((x) => tf.sub(x, tf.round(x))),
  erf: plain(tf.erf),
  sin: plain(tf.sin),
  cos: plain(tf.cos),
  atan: plain(tf.atan),
  asinh: plain(tf.asinh),
  clip: plain((x) => tf.clipByValue(x, -0.5, 0.75)),
  half: plain((x) => tf.mul(x, 0.5)),
  // What is read in the middle is computed on its own.
  read: plain((x) => {
    x.dataSync();
    return x;
  }),

  sum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  mean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  max: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  min: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  prod: reduction((x, axes, keep) => tf.prod(tf.tanh(x), axes, keep)),
  logSumExp: reduction((x, axes, keep) => tf.logSumExp(x, axes, keep)),
  variance: reduction((x, axes, keep) => tf.moments(x, axes, keep).variance),
  norm: reduction((x, axes, keep) => tf.norm(tf.add(x, 3), "euclidean", axes.slice(0, 1), keep)),
  argMax: alongAxis((x, axis) => float(tf.argMax(x, axis))),
  cumsum: alongAxis((x, axis) => tf.cumsum(x, axis, axis % 2 === 1, axis > 1)),
  reverse: alongAxis((x, axis) => tf.reverse(x, axis)),
  softmax: plain((x) => (x.rank > 0 ? tf.softmax(x) : x)),
  logSoftmax: plain((x) => (x.rank > 0 ? tf.logSoftmax(x) : x)),
  topk: {
    draw: ([shape], random) => (shape.length > 0 ? [1 + below(random, shape.at(-1)!)] : null),
    apply: ([x], [k]) => tf.topk(x, k).values,
  },

  expandDims: {
    draw: ([{ length }], random) => (length < 5 ? [below(random, length + 1)] : null),
    apply: ([x], [axis]) => tf.expandDims(x, axis),
  },
  squeeze: plain((x) => tf.squeeze(x)),
  flatten: plain((x) => tf.reshape(x, [-1])),
  reshape: {
    draw([shape], random) {
      const size = shape.reduce((a, b) => a * b, 1);
      const sides = [2, 3, 4, 5].filter((side) => size % side === 0);
      if (sides.length === 0) return null;
      const side = oneOf(random, sides);
      return random() < 0.5 ? [side, size / side] : [size / side, 1, side];
    },
    apply: ([x], shape) => tf.reshape(x, shape),
  },
  transpose: {
    draw([shape], random) {
      const order = shape.map((_, axis) => axis);
      for (let i = order.length - 1; i > 0; i--) {
        const j = below(random, i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
    apply: ([x], order) => tf.transpose(x, order),
  },
  slice: {
    draw([shape], random) {
      if (shape.length === 0) return null;
      const begin = shape.map((side) => below(random, side));
      return [...begin, ...shape.map((side, axis) => 1 + below(random, side - begin[axis]))];
    },
    apply: ([x], numbers) => tf.slice(x, numbers.slice(0, x.rank), numbers.slice(x.rank)),
  },
  stridedSlice: {
    draw: ([shape], random) => (shape.length > 0 && shape.length < 5 ? shape.map(() => 1 + below(random, 3)) : null), // prettier-ignore
    apply: ([x], steps) => tf.stridedSlice(x, steps.map(() => 0), x.shape, steps), // prettier-ignore
  },
  pad: {
    draw: ([shape], random) => (shape.length > 0 ? shape.flatMap(() => [below(random, 2), below(random, 3)]) : null), // prettier-ignore
    apply: ([x], sides) =>
      tf.pad(x, x.shape.map((_, axis): [number, number] => [sides[2 * axis], sides[2 * axis + 1]]), 0.25), // prettier-ignore
  },
  mirrorPad: {
    draw: ([shape]) => (shape.length > 0 && shape.every((side) => side > 1) ? [shape.length % 2] : null), // prettier-ignore
    apply: ([x], [symmetric]) =>
      tf.mirrorPad(x, x.shape.map((): [number, number] => [1, 1]), symmetric ? "symmetric" : "reflect"), // prettier-ignore
  },
  tile: {
    draw: ([shape], random) => (shape.length > 0 ? shape.map(() => 1 + below(random, 2)) : null),
    apply: ([x], times) => tf.tile(x, times),
  },
  gather: {
    draw([shape], random) {
      if (shape.length === 0) return null;
      const axis = below(random, shape.length);
      return [axis, ...Array.from({ length: 1 + below(random, 5) }, () => below(random, shape[axis]))]; // prettier-ignore
    },
    apply: ([x], [axis, ...indices]) => tf.gather(x, tf.tensor1d(indices, "int32"), axis),
  },
  segmentSum: {
    draw: ([shape], random) => (shape.length > 0 ? Array.from({ length: shape[0] }, () => below(random, 3)) : null), // prettier-ignore
    apply: ([x], ids) => tf.unsortedSegmentSum(x, tf.tensor1d(ids, "int32"), 3),
  },
  concat: {
    takes: 2,
    draw([a, b], random) {
      if (a.length !== b.length || a.length === 0) return null;
      const axis = below(random, a.length);
      return a.every((side, i) => i === axis || side === b[i]) ? [axis] : null;
    },
    apply: (tensors, [axis]) => tf.concat(tensors, axis),
  },
  stack: {
    takes: 2,
    draw: ([a, b], random) => (a.length < 5 && a.length === b.length && a.every((side, i) => side === b[i]) ? [below(random, a.length + 1)] : null), // prettier-ignore
    apply: (tensors, [axis]) => tf.stack(tensors, axis),
  },
  split: {
    draw([shape], random) {
      const even = shape.flatMap((side, axis) => (side % 2 === 0 ? [axis] : []));
      return even.length > 0 ? [oneOf(random, even)] : null;
    },
    apply([x], [axis]) {
      const [a, b] = tf.split(x, 2, axis);
      return tf.sub(a, tf.tanh(b));
    },
  },

  matMul: {
    draw: ([shape], random) => (shape.length >= 2 && shape.length < 5 ? [1 + below(random, 4), below(random, 2), below(random, 2)] : null), // prettier-ignore
    needs([shape], [columns, turnA, turnB]) {
      const inner = shape.at(turnA ? -2 : -1)!;
      const sides = turnB ? [columns, inner] : [inner, columns];
      return [[...shape.slice(0, -2).map((side) => (columns % 2 ? side : 1)), ...sides]];
    },
    apply: ([a, b], [, turnA, turnB]) => tf.matMul(a, b, turnA === 1, turnB === 1),
  },
  einsum: {
    draw: ([shape], random) => (shape.length === 2 ? [1 + below(random, 4)] : null),
    needs: ([shape], [columns]) => [[columns, shape[1]]],
    apply: ([a, b]) => tf.einsum("ij,kj->ki", a, b),
  },
  conv2d: {
    draw([shape], random) {
      if (!image(shape)) return null;
      const [stride, same] = [1 + below(random, 2), below(random, 2)];
      const dilation = stride === 1 ? 1 + below(random, 2) : 1;
      const size = [1, 2, 3].filter(
        (k) => same || (k - 1) * dilation < Math.min(shape[1], shape[2]),
      );
      return [
        oneOf(random, size),
        oneOf(random, size),
        1 + below(random, 4),
        stride,
        same,
        dilation,
      ];
    },
    needs: ([shape], [height, width, out]) => [[height, width, shape[3], out]],
    apply: ([x, filter], [, , , stride, same, dilation]) =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, same ? "same" : "valid", "NHWC", dilation), // prettier-ignore
  },
  depthwise: {
    draw: ([shape], random) => (image(shape) ? [1 + below(random, 3), 1 + below(random, 2), 1 + below(random, 2)] : null), // prettier-ignore
    needs: ([shape], [size, multiplier]) => [[size, size, shape[3], multiplier]],
    apply: ([x, filter], [, , stride]) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, "same"),
  },
  conv2dTranspose: {
    draw: ([shape], random) => (image(shape) && shape[1] * shape[2] < 100 ? [1 + below(random, 3), 1 + below(random, 3), 1 + below(random, 2)] : null), // prettier-ignore
    needs: ([shape], [size, out]) => [[size, size, out, shape[3]]],
    apply: ([x, filter], [, out, stride]) =>
      tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [x.shape[0], x.shape[1]! * stride, x.shape[2]! * stride, out], stride, "same"), // prettier-ignore
  },
  avgPool: pooling((x, size, stride, pad) => tf.avgPool(x, size, stride, pad)),
  maxPool: pooling((x, size, stride, pad) => tf.maxPool(x, size, stride, pad)),
  resizeBilinear: resizing((x, size, align, half) => tf.image.resizeBilinear(x, size, align, half)),
  resizeNearest: resizing((x, size, align, half) =>
    tf.image.resizeNearestNeighbor(x, size, align, half),
  ),
  batchNorm: {
    draw: ([shape]) => (image(shape) ? [] : null),
    needs: ([shape]) => [[shape[3]], [shape[3]], [shape[3]], [shape[3]]],
    apply: ([x, mean, variance, offset, scale]) => tf.batchNorm(x, mean as tf.Tensor1D, away(variance) as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D), // prettier-ignore
  },
  localResponse: {
    draw: ([shape], random) => (image(shape) ? [1 + below(random, 2)] : null),
    apply: ([x], [radius]) => tf.localResponseNormalization(x as tf.Tensor4D, radius),
  },
  depthToSpace: {
    draw: ([shape]) => (image(shape) && shape[3] % 4 === 0 ? [] : null),
    apply: ([x]) => tf.depthToSpace(x as tf.Tensor4D, 2),
  },
  spaceToBatch: {
    draw: ([shape]) => (image(shape) ? [shape[1] % 2, shape[2] % 2] : null),
    apply: ([x], [down, right]) => tf.spaceToBatchND(x, [2, 2], [[0, down], [0, right]]), // prettier-ignore
  },
};

type Pool = (x: tf.Tensor4D, size: number, stride: number, pad: "same" | "valid") => tf.Tensor;

function pooling(apply: Pool): GraphOp {
  return {
    draw([shape], random) {
      if (!image(shape)) return null;
      const same = below(random, 2);
      const sizes = [1, 2, 3].filter((size) => same || size <= Math.min(shape[1], shape[2]));
      return [oneOf(random, sizes), 1 + below(random, 2), same];
    },
    apply: ([x], [size, stride, same]) => apply(x as tf.Tensor4D, size, stride, same ? "same" : "valid"), // prettier-ignore
  };
}

type Resize = (x: tf.Tensor4D, size: [number, number], align: boolean, half: boolean) => tf.Tensor;

/** Corners are aligned only where there are two: TensorFlow.js's cpu backend loops for ever in the gradient from one pixel. */
function resizing(apply: Resize): GraphOp {
  return {
    draw: ([shape], random) => (image(shape) ? [1 + below(random, 9), 1 + below(random, 9), shape[1] > 1 && shape[2] > 1 ? below(random, 3) : 0] : null), // prettier-ignore
    apply: ([x], [height, width, way]) => apply(x as tf.Tensor4D, [height, width], way === 1, way === 2), // prettier-ignore
  };
}

function broadcasts(a: number[], b: number[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.every((side, i) => {
    const other = long[i + long.length - short.length];
    return side === other || side === 1 || other === 1;
  });
}

function broadcastsTo(from: number[], to: number[]): boolean {
  return (
    from.length <= to.length &&
    from.every((side, i) => side === 1 || side === to[i + to.length - from.length])
  );
}
