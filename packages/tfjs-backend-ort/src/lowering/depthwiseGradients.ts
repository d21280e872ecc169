import type { Kernel } from "../recording/kernel.ts";
import { NCHW } from "../graph/perm.ts";
import { type ConvolutionAttrs, convolutionGeometry } from "./_convolutionInfo.ts";

interface InputGradientAttrs extends ConvolutionAttrs {
  inputShape: number[];
}

interface FilterGradientAttrs extends ConvolutionAttrs {
  filterShape: number[];
}

/** What flows back through a depthwise convolution, tap by tap. */
export const depthwiseGradients: Kernel[] = [
  {
    name: "DepthwiseConv2dNativeBackpropInput",
    infer: (_inputs, { inputShape }: InputGradientAttrs) => ({
      dtype: "float32",
      shape: inputShape,
    }),
    supports: (_inputs, { strides, dilations }) => ones(strides) && ones(dilations ?? 1),
    lower(g, { dy, filter }, attrs: InputGradientAttrs, [output]) {
      const { info, kernel, pads, strides, dilations } = convolutionGeometry(
        attrs.inputShape,
        filter.shape,
        attrs,
        true,
      );
      const [kh, kw, channels, multiplier] = filter.shape;
      // [C·multiplier, 1, kh, kw], the taps in reverse; then the multiplier's copies are added up.
      const taps = g.reshape(g.form(filter, [2, 3, 0, 1]), [channels * multiplier, kh * kw]);
      const reverse = Array.from({ length: kh * kw }, (_, tap) => kh * kw - 1 - tap);
      const turned = g.reshape(g.op("Gather", [taps, g.i64(reverse)], { axis: 1 }), [
        channels * multiplier,
        1,
        kh,
        kw,
      ]);
      const all = g.op("Conv", [g.form(dy, NCHW), turned], {
        pads: pads.map((pad, i) => kernel[i % 2] - 1 - pad),
        strides,
        dilations,
        kernel_shape: kernel,
        group: channels * multiplier,
      });
      if (multiplier === 1) return g.result(output, all, NCHW);
      const { batchSize, inHeight, inWidth } = info;
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
      const flow = g.reshape(g.form(dy, NCHW), [n, channels, multiplier, h, w]);
      const parts: string[] = [];
      for (let p = 0; p < kh; p++)
        for (let q = 0; q < kw; q++) {
          const start = [p * dilations[0], q * dilations[1]];
          const end = [start[0] + (h - 1) * strides[0] + 1, start[1] + (w - 1) * strides[1] + 1];
          const tap = g.op("Slice", [
            padded,
            g.i64(start),
            g.i64(end),
            g.i64([2, 3]),
            g.i64(strides),
          ]);
          const product = g.op("Mul", [g.reshape(tap, [n, channels, 1, h, w]), flow]);
          const total = g.op("ReduceSum", [product, g.i64([0, 3, 4])], { keepdims: 0 });
          parts.push(g.reshape(total, [1, channels, multiplier]));
        }
      const all = parts.length === 1 ? parts[0] : g.op("Concat", parts, { axis: 0 });
      return g.result(output, g.reshape(all, [kh, kw, channels, multiplier]));
    },
  },
];

function ones(value: number | [number, number]): boolean {
  return [value].flat().every((side) => side === 1);
}
