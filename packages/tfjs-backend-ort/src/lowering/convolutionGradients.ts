import type { Lowered, Sides } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW, OIHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import {
  type ConvolutionAttrs,
  convolutionAttributes,
  convolutionGeometry,
  isExpressible,
  type Geometry,
  shrunk,
  withoutPadding,
} from "./_convolutionInfo.ts";
import { convolveBlocksTurned, prefersBlocks } from "./_blockedConvolution.ts";
import { inputGradientOfColumns, prefersColumns } from "./_convolutionByColumns.ts";
import { inputGradientByPhases, prefersPhases } from "./_inputGradientByPhases.ts";
import { filterGradient } from "./_filterGradient.ts";
import { plainConvolution } from "./_plainConvolution.ts";

interface InputGradientAttrs extends ConvolutionAttrs {
  inputShape: number[];
}

interface FilterGradientAttrs extends ConvolutionAttrs {
  filterShape: number[];
}

const floats = (attrs: ConvolutionAttrs): boolean => attrs.dataFormat !== "NCHW";

/** The gradients of a two-dimensional convolution to its input and its filter. */
export const convolutionGradients: Kernel[] = [
  {
    name: "Conv2DBackpropInput",
    infer: (_inputs, { inputShape }: InputGradientAttrs) => ({
      dtype: "float32",
      shape: inputShape,
    }),
    // TensorFlow.js also accepts a dy that is larger than the convolution's result, and computes that case itself.
    supports: ({ dy, filter }, attrs: InputGradientAttrs) => {
      if (!floats(attrs)) return false;
      const geometry = convolutionGeometry(attrs.inputShape, filter.shape, attrs);
      const { outHeight, outWidth } = geometry.info;
      return outHeight === dy.shape[1] && outWidth === dy.shape[2] && isExpressible(geometry);
    },
    lower(g, { dy, filter }, attrs: InputGradientAttrs, [output]) {
      const geometry = convolutionGeometry(attrs.inputShape, filter.shape, attrs);
      const { shape } = output;
      const compute = (geometry: Geometry): Lowered => {
        const { inHeight, inWidth } = geometry.info;
        const spec = { dtype: output.dtype, shape: [shape[0], inHeight, inWidth, shape[3]] };
        if (prefersColumns(g, filter, dy))
          return g.result(spec, inputGradientOfColumns(g, dy, filter, geometry));
        return g.result(spec, inputGradient(g, dy, filter, geometry), NCHW);
      };
      const result = compute(geometry);
      // The gradient of a padded input is cut out of this one, so the pixels that fall away are not computed.
      result.crop = (cut) => compute(shrunk(geometry, cut));
      return result;
    },
  },
  {
    name: "Conv2DBackpropFilter",
    infer: (_inputs, { filterShape }: FilterGradientAttrs) => ({
      dtype: "float32",
      shape: filterShape,
    }),
    supports: ({ x }, attrs: FilterGradientAttrs) =>
      floats(attrs) && isExpressible(convolutionGeometry(x.shape, attrs.filterShape, attrs)),
    lower(g, { x, dy }, attrs: FilterGradientAttrs, [output]) {
      const whole = convolutionGeometry(x.shape, attrs.filterShape, attrs);
      const [image, geometry] = withoutPadding(x, whole);
      return filterGradient(g, image, dy, geometry, output);
    },
  },
];

/** dL/dx, in NCHW: a convolution with the filter turned round, of each phase of a stride, or ONNX's ConvTranspose. */
function inputGradient(g: Lowering, dy: Lowered, filter: Lowered, geometry: Geometry): string {
  const { info, pads, strides, dilations, kernel } = geometry;
  const extent = kernel.map((side, i) => (side - 1) * dilations[i] + 1);
  const plain = strides.every((stride) => stride === 1);
  const fits = pads.every((pad, i) => pad <= extent[i % 2] - 1);
  if (plain && fits) {
    const turned = pads.map((pad, i) => extent[i % 2] - 1 - pad) as Sides;
    const reverse = { pads: turned, strides, dilations, kernel };
    const [, , inner, out] = filter.shape;
    if (prefersBlocks(g, filter, [out, inner], reverse))
      return convolveBlocksTurned(g, dy, filter, reverse);
    const dims = [inner, out, ...kernel];
    return plainConvolution(g, dy, [turnedFilter(g, filter, kernel), dims], reverse);
  }
  if (prefersPhases(g, filter, geometry)) return inputGradientByPhases(g, dy, filter, geometry);
  // ConvTranspose reaches (out - 1)·stride + extent - padding; the rest of the input gets zeros.
  const reach = [info.outHeight, info.outWidth].map(
    (out, i) => (out - 1) * strides[i] + extent[i] - pads[i] - pads[i + 2],
  );
  const missing = [info.inHeight - reach[0], info.inWidth - reach[1]];
  const attributes = { ...convolutionAttributes(geometry), output_padding: missing };
  if (missing.every((rest, i) => rest >= 0 && rest < strides[i]))
    return g.op("ConvTranspose", [g.form(dy, NCHW), g.form(filter, OIHW)], attributes);
  const whole = g.op("ConvTranspose", [g.form(dy, NCHW), g.form(filter, OIHW)], {
    ...convolutionAttributes(geometry),
    pads: [0, 0, 0, 0],
  });
  const end = [info.inHeight + pads[0], info.inWidth + pads[1]];
  const full = [0, 1].map((i) => reach[i] + pads[i] + pads[i + 2]);
  const padded = g.op("Pad", [
    whole,
    g.i64([0, 0, 0, 0, 0, 0, ...end.map((side, i) => Math.max(0, side - full[i]))]),
  ]);
  return g.op("Slice", [padded, g.i64([pads[0], pads[1]]), g.i64(end), g.i64([2, 3])]);
}

/** The filter turned by 180 degrees with its channels exchanged, `[in, out, kh, kw]`. */
function turnedFilter(g: Lowering, filter: Lowered, [kh, kw]: number[]): string {
  const [, , , out] = filter.shape;
  const inner = filter.shape[2];
  const wanted = [2, 3, 0, 1];
  const exchanged = g.form(filter, wanted);
  if (kh * kw === 1) return exchanged;
  // A gather of the kernel offsets in reverse is one pass; a Slice with negative steps is element by element.
  const offsets = g.reshape(exchanged, [inner, out, kh * kw]);
  const reverse = Array.from({ length: kh * kw }, (_, offset) => kh * kw - 1 - offset);
  const turned = g.op("Gather", [offsets, g.i64(reverse)], { axis: 2 });
  return g.reshape(turned, [inner, out, kh, kw]);
}
