import type { Lowered, Sides } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import {
  type ConvolutionAttrs,
  type Geometry,
  convolutionGeometry,
  isExpressible,
} from "./_convolutionInfo.ts";
import { plainConvolution } from "./_plainConvolution.ts";
import { sumInStages } from "./_sumInStages.ts";

interface InputGradientAttrs extends ConvolutionAttrs {
  inputShape: number[];
}

interface FilterGradientAttrs extends ConvolutionAttrs {
  filterShape: number[];
}

/** The gradients of a depthwise convolution to its input and its filter; the latter by one sum for each kernel offset. */
export const depthwiseGradients: Kernel[] = [
  {
    name: "DepthwiseConv2dNativeBackpropInput",
    infer: (_inputs, { inputShape }: InputGradientAttrs) => ({
      dtype: "float32",
      shape: inputShape,
    }),
    supports: ({ filter }, attrs: InputGradientAttrs) =>
      isExpressible(convolutionGeometry(attrs.inputShape, filter.shape, attrs, true)),
    lower(g, { dy, filter }, attrs: InputGradientAttrs, [output]) {
      const geometry = convolutionGeometry(attrs.inputShape, filter.shape, attrs, true);
      const [, , channels, multiplier] = filter.shape;
      const all = inputGradient(g, dy, filter, geometry);
      if (multiplier === 1) return g.result(output, all, NCHW);
      const { batchSize, inHeight, inWidth } = geometry.info;
      const split = g.reshape(all, [batchSize, channels, multiplier, inHeight, inWidth]);
      return g.result(output, g.op("ReduceSum", [split, g.i64([2])], { keepdims: 0 }), NCHW);
    },
  },
  {
    name: "DepthwiseConv2dNativeBackpropFilter",
    infer: (_inputs, { filterShape }: FilterGradientAttrs) => ({
      dtype: "float32",
      shape: filterShape,
    }),
    supports: ({ x }, attrs: FilterGradientAttrs) =>
      isExpressible(convolutionGeometry(x.shape, attrs.filterShape, attrs, true)),
    lower(g, { x, dy }, attrs: FilterGradientAttrs, [output]) {
      const [kh, kw, channels, multiplier] = attrs.filterShape;
      const { info, pads, strides, dilations } = convolutionGeometry(
        x.shape,
        attrs.filterShape,
        attrs,
        true,
      );
      const { batchSize: n, outHeight: h, outWidth: w } = info;
      const padded = g.op("Pad", [
        g.form(x, NCHW),
        g.i64([0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]]),
      ]);
      const upstream = g.reshape(g.form(dy, NCHW), [n, channels, multiplier, h, w]);
      const parts: string[] = [];
      for (let p = 0; p < kh; p++)
        for (let q = 0; q < kw; q++) {
          const start = [p * dilations[0], q * dilations[1]];
          const end = [start[0] + (h - 1) * strides[0] + 1, start[1] + (w - 1) * strides[1] + 1];
          const offset = g.op("Slice", [
            padded,
            g.i64(start),
            g.i64(end),
            g.i64([2, 3]),
            g.i64(strides),
          ]);
          const product = g.op("Mul", [g.reshape(offset, [n, channels, 1, h, w]), upstream]);
          const dims = [n, channels, multiplier, h, w];
          const total = sumInStages(g, product, { type: "ReduceSum", dims, axes: [0, 3, 4] });
          parts.push(g.reshape(total, [1, channels, multiplier]));
        }
      const all = parts.length === 1 ? parts[0] : g.op("Concat", parts, { axis: 0 });
      return g.result(output, g.reshape(all, [kh, kw, channels, multiplier]));
    },
  },
];

/** dL/dx of each filter apart, `[N, C·multiplier, H, W]`. */
function inputGradient(g: Lowering, dy: Lowered, filter: Lowered, geometry: Geometry): string {
  const { info, kernel, pads, strides, dilations } = geometry;
  const [kh, kw, channels, multiplier] = filter.shape;
  const group = channels * multiplier;
  const offsets = g.reshape(g.form(filter, [2, 3, 0, 1]), [group, kh * kw]);
  const reach = kernel.map((side, i) => (side - 1) * dilations[i]);
  const fits = pads.every((pad, i) => pad <= reach[i % 2]);
  if (fits && strides.every((stride) => stride === 1)) {
    // A convolution with the kernel offsets in reverse.
    const reverse = Array.from({ length: kh * kw }, (_, offset) => kh * kw - 1 - offset);
    const turned = g.op("Gather", [offsets, g.i64(reverse)], { axis: 1 });
    const turnedPads = pads.map((pad, i) => reach[i % 2] - pad) as Sides;
    const windows = { pads: turnedPads, strides, dilations, kernel };
    const dims = [group, 1, kh, kw];
    return plainConvolution(g, dy, [g.reshape(turned, dims), dims], windows, { group });
  }
  const whole = g.op("ConvTranspose", [g.form(dy, NCHW), g.reshape(offsets, [group, 1, kh, kw])], {
    strides,
    dilations,
    kernel_shape: kernel,
    group,
  });
  // Pixels in the padding are cut off, and pixels that no window reached get zeros.
  const end = [pads[0] + info.inHeight, pads[1] + info.inWidth];
  const sides = [info.outHeight, info.outWidth];
  const rest = end.map((side, i) => side - ((sides[i] - 1) * strides[i] + reach[i] + 1));
  const filled = rest.some((side) => side > 0)
    ? g.op("Pad", [whole, g.i64([0, 0, 0, 0, 0, 0, ...rest.map((side) => Math.max(0, side))])])
    : whole;
  return g.op("Slice", [filled, g.i64([pads[0], pads[1]]), g.i64(end), g.i64([2, 3])]);
}
