import {
  type Tensor,
  type Tensor4D,
  backend_util,
  concat,
  matMul,
  pad,
  reshape,
  slice,
  stridedSlice,
} from "@tensorflow/tfjs-core";
import { gradientsOf, register, run } from "./_register.ts";

interface Attrs {
  strides: number | number[];
  pad: unknown;
  dilations?: number | number[] | null;
  dataFormat?: string;
  dimRoundingMode?: string;
}

/** A convolution, and the kernels of its gradients to its input and its filter. */
interface Family {
  forward: string;
  toInput: string;
  toFilter: string;
  /** Inner axes of an image. */
  axes: number;
}

const FAMILIES: Family[] = [
  { forward: "Conv2D", toInput: "Conv2DBackpropInput", toFilter: "Conv2DBackpropFilter", axes: 2 },
  { forward: "Conv3D", toInput: "Conv3DBackpropInputV2", toFilter: "Conv3DBackpropFilterV2", axes: 3 },
]; // prettier-ignore

// A dilated filter is a larger one with zeros inside, of which the gradients are known. In two dimensions it is
// computed by its kernel offsets instead: a 3x3 filter of dilation 18 would be one of 37 x 37 numbers.
for (const { forward, toInput, toFilter, axes } of FAMILIES) {
  register(forward, { inputs: ["x", "filter"] }, (dy, [x, filter], attrs: Attrs) => {
    const dilations = perAxis(attrs.dilations, axes);
    const own = { ...attrs, dilations: perAxis(1, axes) };
    if (axes === 2 && dilations.some((step) => step > 1) && attrs.dataFormat !== "NCHW")
      return {
        x: () => gradientsOf((x) => byOffsets(x, filter, attrs, dilations), [x], dy)[0],
        filter: () =>
          gradientsOf((filter) => byOffsets(x, filter, attrs, dilations), [filter], dy)[0],
      };
    return {
      x: () =>
        run(toInput, { dy, filter: spread(filter, dilations) }, { ...own, inputShape: x.shape }),
      filter: () => {
        const filterShape = spreadShape(filter.shape, dilations);
        return gathered(run(toFilter, { x, dy }, { ...own, filterShape }), dilations);
      },
    };
  });
  register(toInput, { inputs: ["dy", "filter"] }, (ddx, [dy, filter], attrs: Attrs) => ({
    dy: () => run(forward, { x: ddx, filter }, forwardAttrs(attrs, axes)),
    filter: () => run(toFilter, { x: ddx, dy }, { ...attrs, filterShape: filter.shape }),
  }));
  register(toFilter, { inputs: ["x", "dy"] }, (filter, [x, dy], attrs: Attrs) => ({
    x: () => run(toInput, { dy, filter }, { ...attrs, inputShape: x.shape }),
    dy: () => run(forward, { x, filter }, forwardAttrs(attrs, axes)),
  }));
}

// Depthwise convolutions.
const DEPTHWISE = "DepthwiseConv2dNative";
register(DEPTHWISE, { inputs: ["x", "filter"] }, (dy, [x, filter], attrs: Attrs) => {
  const dilations = perAxis(attrs.dilations, 2);
  const own = { ...attrs, dilations: perAxis(1, 2) };
  return {
    x: () => run(`${DEPTHWISE}BackpropInput`, { dy, filter: spread(filter, dilations) }, { ...own, inputShape: x.shape }), // prettier-ignore
    filter: () => {
      const filterShape = spreadShape(filter.shape, dilations);
      return gathered(run(`${DEPTHWISE}BackpropFilter`, { x, dy }, { ...own, filterShape }), dilations); // prettier-ignore
    },
  };
});
register(
  `${DEPTHWISE}BackpropInput`,
  { inputs: ["dy", "filter"] },
  (ddx, [dy, filter], attrs: Attrs) => ({
    dy: () => run(DEPTHWISE, { x: ddx, filter }, attrs),
    filter: () =>
      run(`${DEPTHWISE}BackpropFilter`, { x: ddx, dy }, { ...attrs, filterShape: filter.shape }),
  }),
);
register(
  `${DEPTHWISE}BackpropFilter`,
  { inputs: ["x", "dy"] },
  (filter, [x, dy], attrs: Attrs) => ({
    x: () => run(`${DEPTHWISE}BackpropInput`, { dy, filter }, { ...attrs, inputShape: x.shape }),
    dy: () => run(DEPTHWISE, { x, filter }, attrs),
  }),
);

/** A dilated convolution, whose stride is 1: the image shifted by each kernel offset, and one matrix product. */
function byOffsets(x: Tensor, filter: Tensor, attrs: Attrs, dilations: number[]): Tensor {
  const [kernelHeight, kernelWidth, inner, outer] = filter.shape;
  const { outHeight, outWidth, padInfo } = backend_util.computeConv2DInfo(
    x.shape as Tensor4D["shape"],
    filter.shape as Tensor4D["shape"],
    1,
    dilations as [number, number],
    attrs.pad as "same" | "valid",
    attrs.dimRoundingMode as "floor" | undefined,
  );
  const { top, bottom, left, right } = padInfo;
  // With a number for padding and a filter that is not square, TensorFlow.js counts windows that reach further.
  const [, height, width] = x.shape as Tensor4D["shape"];
  const below = outHeight + (kernelHeight - 1) * dilations[0] - top - height;
  const beside = outWidth + (kernelWidth - 1) * dilations[1] - left - width;
  const image = pad(x, [[0, 0], [top, Math.max(bottom, below)], [left, Math.max(right, beside)], [0, 0]]); // prettier-ignore
  const size = [x.shape[0], outHeight, outWidth, inner];
  const shifted = Array.from({ length: kernelHeight * kernelWidth }, (_, offset) => {
    const row = Math.floor(offset / kernelWidth) * dilations[0];
    const column = (offset % kernelWidth) * dilations[1];
    return slice(image, [0, row, column, 0], size);
  });
  const columns = kernelHeight * kernelWidth * inner;
  const rows = reshape(concat(shifted, 3), [-1, columns]);
  const product = matMul(rows, reshape(filter, [columns, outer]));
  return reshape(product, [x.shape[0], outHeight, outWidth, outer]);
}

function forwardAttrs(attrs: Attrs, axes: number): Attrs {
  return {
    dataFormat: axes === 2 ? "NHWC" : "NDHWC",
    ...attrs,
    dilations: perAxis(attrs.dilations, axes),
  };
}

function perAxis(value: number | number[] | null | undefined, axes: number): number[] {
  return Array.isArray(value) ? value : new Array<number>(axes).fill(value ?? 1);
}

function spreadShape(shape: number[], dilations: number[]): number[] {
  return shape.map((side, axis) =>
    axis < dilations.length ? (side - 1) * dilations[axis] + 1 : side,
  );
}

/** The filter with zeros between its numbers. */
function spread(filter: Tensor, dilations: number[]): Tensor {
  if (dilations.every((step) => step === 1)) return filter;
  // One axis at a time: each number is followed by zeros, and those after the last are cut off.
  return dilations.reduce((wide: Tensor, step, axis) => {
    if (step === 1) return wide;
    const { shape } = wide;
    const apart = reshape(wide, shape.toSpliced(axis + 1, 0, 1));
    const room = apart.shape.map((_, i): [number, number] =>
      i === axis + 1 ? [0, step - 1] : [0, 0],
    );
    const long = reshape(padded(apart, room), shape.with(axis, shape[axis] * step));
    const size = shape.with(axis, (shape[axis] - 1) * step + 1);
    return slice(long, shape.map(() => 0), size); // prettier-ignore
  }, filter);
}

/** Pads a tensor of any rank: some backends know padding up to rank 4 alone. */
function padded(x: Tensor, room: [number, number][]): Tensor {
  const axis = room.findIndex(([, after]) => after > 0);
  const product = (sides: number[]) => sides.reduce((size, side) => size * side, 1);
  const flat = reshape(x, [
    product(x.shape.slice(0, axis)),
    x.shape[axis],
    product(x.shape.slice(axis + 1)),
  ]);
  const result = pad(flat, [[0, 0], room[axis], [0, 0]]); // prettier-ignore
  return reshape(result, x.shape.with(axis, x.shape[axis] + room[axis][1]));
}

/** The numbers of a filter between which there were zeros. */
function gathered(filter: Tensor, dilations: number[]): Tensor {
  if (dilations.every((step) => step === 1)) return filter;
  const strides = filter.shape.map((_, axis) => dilations[axis] ?? 1);
  return stridedSlice(filter, filter.shape.map(() => 0), filter.shape, strides); // prettier-ignore
}
