import { ELEMENT } from "@flawlens/onnx";
import { util } from "@tensorflow/tfjs-core";
import type { Lowered, Sides } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { type PoolAttrs, type Window, channelsFirst, poolWindow } from "./_window.ts";

/** Pooling over two or three axes, and its gradients. */
export const pooling: Kernel[] = [
  ...["MaxPool", "MaxPool3D"].map((name) =>
    pool(name, (g, x, window) => {
      const [image, inner] = withoutPadding(x, window);
      if (!g.forCpu) return g.op("MaxPool", [channelsFirstForm(g, image)], attributes(inner));
      const largest = g.op("MaxPool", [rankable(g, image)], attributes(inner));
      const found = g.op("Greater", [largest, g.scalar(SECOND_LOWEST)]);
      return g.op("Where", [found, largest, g.scalar(-Infinity)]);
    }),
  ),
  ...["AvgPool", "AvgPool3D"].map((name) =>
    pool(name, (g, x, window) =>
      g.op("AveragePool", [channelsFirstForm(g, x)], {
        ...attributes(window),
        count_include_pad: 0,
      }),
    ),
  ),
  ...["MaxPoolGrad", "MaxPool3DGrad"].map((name) => gradient(name, maximumGradient)),
  ...["AvgPoolGrad", "AvgPool3DGrad"].map((name) =>
    gradient(name, (g, dy, _input, window, output) =>
      g.result(output, averageGradient(g, dy, window), channelsFirst(output.shape.length)),
    ),
  ),
  {
    name: "MaxPoolWithArgmax",
    infer: ({ x }, attrs: PoolAttrs) => {
      const shape = poolWindow(x.shape, attrs).outShape;
      return [
        { dtype: x.dtype, shape },
        { dtype: "int32", shape },
      ];
    },
    supports: ({ x }, attrs: PoolAttrs) => x.dtype === "float32" && fits(x, attrs),
    lower(g, { x }, attrs: PoolAttrs & { includeBatchInIndex: boolean }, outputs) {
      const order = channelsFirst(4);
      const window = poolWindow(x.shape, attrs);
      // With places asked for, the operator lets NaN win; TensorFlow.js never does.
      const plain = g.form(x, order);
      const ranked = g.op("Where", [g.op("IsNaN", [plain]), g.scalar(-Infinity), plain]);
      const [values, found] = g.ops("MaxPool", [ranked], attributes(window), { outputs: 2 });
      const places = places32(g, found, x.shape, attrs.includeBatchInIndex);
      return [g.result(outputs[0], values, order), g.result(outputs[1], places, order)];
    },
  },
];

/** The same pooling of an image without the -Infinity around it, if windows reach no further into that than ONNX Runtime allows. */
function withoutPadding(x: Lowered, window: Window): [x: Lowered, Window] {
  if (x.padded?.value !== -Infinity) return [x, window];
  const { image, pads } = x.padded;
  const around = {
    before: window.before.map((side, i) => side + pads[i]),
    after: window.after.map((side, i) => side + pads[i + 2]),
  };
  const inner = { ...window, ...around, sides: image.shape.slice(1, -1) };
  return reachesTheImage(inner) ? [image, inner] : [x, window];
}

function channelsFirstForm(g: Lowering, x: Lowered): string {
  return g.form(x, channelsFirst(x.shape.length));
}

const LOWEST = -3.4028234663852886e38;
/** The float above the lowest: ONNX Runtime begins its search for a maximum with the lowest one. */
const SECOND_LOWEST = -3.4028232635611926e38;

/**
 * An image's numbers as ONNX Runtime can rank them: it finds no maximum among -Infinity alone, and
 * what it makes of NaN depends on where in the window NaN stands. TensorFlow.js ignores NaN.
 */
function rankable(g: Lowering, x: Lowered): string {
  const plain = channelsFirstForm(g, x);
  const ordinary = g.op("Greater", [plain, g.scalar(LOWEST)]); // not NaN, not -Infinity
  return g.op("Where", [ordinary, plain, g.scalar(SECOND_LOWEST)]);
}

function pool(
  name: string,
  emit: (g: Lowering, x: Lowered, window: Window) => string,
): Kernel<PoolAttrs> {
  return {
    name,
    infer: ({ x }, attrs) => ({ dtype: "float32", shape: poolWindow(x.shape, attrs).outShape }),
    supports: ({ x }, attrs) => x.dtype === "float32" && fits(x, attrs),
    lower(g, { x }, attrs, [output]) {
      const result = emit(g, x, poolWindow(x.shape, attrs));
      return g.result(output, result, channelsFirst(x.shape.length));
    },
  };
}

type EmitGradient = (
  g: Lowering,
  dy: Lowered,
  input: Lowered,
  window: Window,
  output: ValueSpec,
) => Lowered;

function gradient(name: string, emit: EmitGradient): Kernel<PoolAttrs> {
  return {
    name,
    infer: ({ input }) => ({ dtype: "float32", shape: input.shape }),
    supports: ({ dy, input }, attrs) => input.dtype === "float32" && fits(input, attrs, dy.shape),
    lower: (g, { dy, input }, attrs, [output]) =>
      emit(g, dy, input, poolWindow(input.shape, attrs, dy.shape), output),
  };
}

function fits(x: ValueSpec, attrs: PoolAttrs, outShape?: number[]): boolean {
  const window = poolWindow(x.shape, attrs, outShape);
  return reachesTheImage(window) && isExpressible(window);
}

/**
 * Whether ONNX's pooling gives as many windows as TensorFlow.js says. With a number for padding and a window
 * that is not square, TensorFlow.js leaves out windows at the end of an axis; its cpu backend computes those.
 */
function isExpressible({ sides, out, kernel, strides, dilations, before, after }: Window): boolean {
  return out.every((count, i) => {
    const extent = (kernel[i] - 1) * dilations[i] + 1;
    return Math.floor((before[i] + sides[i] + after[i] - extent) / strides[i]) + 1 === count;
  });
}

/** ONNX Runtime refuses windows that may lie in the padding alone. */
function reachesTheImage({ kernel, before, after }: Window): boolean {
  return kernel.every((side, i) => before[i] < side && after[i] < side);
}

function attributes({ before, after, strides, kernel, dilations }: Window) {
  const base = { pads: [...before, ...after], strides, kernel_shape: kernel };
  return dilations.some((side) => side > 1) ? { ...base, dilations } : base;
}

/** dL/dx. The gradient of the padding around an image is not needed: it is always cut off. */
function maximumGradient(...[g, dy, input, window, output]: Parameters<EmitGradient>): Lowered {
  const order = channelsFirst(input.shape.length);
  const [image, inner] = withoutPadding(input, window);
  if (image === input) return g.result(output, sharesOfMaxima(g, dy, input, window), order);
  const spec = { dtype: output.dtype, shape: image.shape };
  const shares = sharesOfMaxima(g, dy, image, inner);
  const pads = input.padded?.pads as Sides;
  const [top, left, bottom, right] = pads;
  const whole = g.op("Pad", [shares, g.i64([0, 0, top, left, 0, 0, bottom, right])]);
  const result = g.result(output, whole, order);
  result.crop = (cut) =>
    cut.every((side, i) => side === pads[i]) ? g.result(spec, shares, order) : undefined;
  return result;
}

/** The operator gives the place of each maximum, so that one of several equal numbers gets the whole gradient. */
function sharesOfMaxima(g: Lowering, dy: Lowered, input: Lowered, window: Window): string {
  const [, found] = g.ops("MaxPool", [rankable(g, input)], attributes(window), {
    outputs: 2,
  });
  const flat = (name: string): string => g.reshape(name, [dy.size]);
  const zeros = g.op("ConstantOfShape", [g.i64([input.size])]);
  const result = g.op(
    "ScatterElements",
    [zeros, flat(found), flat(g.form(dy, channelsFirst(input.shape.length)))],
    {
      axis: 0,
      reduction: "add",
    },
  );
  return g.reshape(result, [window.batch, window.channels, ...window.sides]);
}

/** Each output's share goes back to its window: 1 / (size of the window), padding or not, as TensorFlow.js has it. */
function averageGradient(g: Lowering, dy: Lowered, window: Window): string {
  const { batch: n, channels: c, sides, out, before, after, strides, kernel } = window;
  const size = util.sizeFromShape(kernel);
  const upstream = g.form(dy, channelsFirst(dy.shape.length));
  const apart = kernel.every((side, i) => side === strides[i] && side * out[i] === sides[i]);
  if (apart && [...before, ...after].every((pad) => pad === 0)) {
    // Windows side by side: every pixel has one share.
    const share = g.op("Mul", [upstream, g.scalar(1 / size)]);
    const split = g.reshape(share, [n, c, ...out.flatMap((side) => [side, 1])]);
    const spread = [n, c, ...out.flatMap((side, i) => [side, kernel[i]])];
    return g.reshape(g.op("Expand", [split, g.i64(spread)]), [n, c, ...sides]);
  }
  // One channel at a time, so that one filter serves them all.
  const planes = g.reshape(upstream, [n * c, 1, ...out]);
  const shares = new Float32Array(size).fill(1 / size);
  const filter = g.initializer("float32", [1, 1, ...kernel], shares);
  const spread = g.op("ConvTranspose", [planes, filter], { strides, kernel_shape: kernel });
  const end = sides.map((side, i) => before[i] + side);
  const rest = end.map((side, i) => Math.max(0, side - (out[i] - 1) * strides[i] - kernel[i]));
  const none = sides.map(() => 0);
  const whole = rest.some((side) => side > 0)
    ? g.op("Pad", [spread, g.i64([0, 0, ...none, 0, 0, ...rest])])
    : spread;
  const axes = g.i64(sides.map((_, i) => i + 2));
  const cut = g.op("Slice", [whole, g.i64(before), g.i64(end), axes]);
  return g.reshape(cut, [n, c, ...sides]);
}

/**
 * Places as TensorFlow.js counts them, in `[N, H, W, C]` with or without the batch, of places as
 * ONNX counts them, in `[N, C, H, W]`.
 */
function places32(g: Lowering, found: string, [, h, w, c]: number[], withBatch: boolean): string {
  const place = g.op("Cast", [found], { to: ELEMENT.int32 });
  const number = (value: number): string => g.scalar(value, "int32");
  const plane = number(h * w);
  const above = g.op("Div", [place, plane]); // n·C + c
  const pixel = g.op("Sub", [place, g.op("Mul", [above, plane])]);
  const image = g.op("Div", [above, number(c)]);
  const channel = g.op("Sub", [above, g.op("Mul", [image, number(c)])]);
  const whole = withBatch ? g.op("Add", [g.op("Mul", [image, plane]), pixel]) : pixel;
  return g.op("Add", [g.op("Mul", [whole, number(c)]), channel]);
}
