import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW, OIHW, toPhysical } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { type Activation, activate } from "./_activation.ts";
import { convolveBlocks, prefersBlocks } from "./_blockedConvolution.ts";
import { convolveColumns, prefersColumns } from "./_convolutionByColumns.ts";
import {
  type ConvolutionAttrs,
  convolutionGeometry,
  isExpressible,
  withoutPadding,
} from "./_convolutionInfo.ts";
import { plainConvolution } from "./_plainConvolution.ts";

/** A filter `[kh, kw, C, multiplier]` stored as ONNX's groups want it: `[C·multiplier, 1, kh, kw]`. */
const DEPTHWISE = [2, 3, 0, 1];

/** Two-dimensional convolutions, plain and depthwise, with and without bias and activation. */
export const convolutions: Kernel[] = [
  convolution("Conv2D", convolve),
  convolution("FusedConv2D", convolve),
  convolution("DepthwiseConv2dNative", convolveDepthwise, true),
  convolution("FusedDepthwiseConv2D", convolveDepthwise, true),
];

type Convolve = (
  g: Lowering,
  x: Lowered,
  filter: Lowered,
  bias: Lowered | undefined,
  attrs: ConvolutionAttrs,
  output: ValueSpec,
) => Lowered;

function convolution(name: string, convolve: Convolve, depthwise = false): Kernel {
  return {
    name,
    infer: ({ x, filter }, attrs: ConvolutionAttrs) => ({
      dtype: "float32",
      shape: convolutionGeometry(x.shape, filter.shape, attrs, depthwise).info.outShape,
    }),
    supports: ({ x, filter }, attrs: ConvolutionAttrs) =>
      x.dtype === "float32" &&
      attrs.dataFormat !== "NCHW" &&
      isExpressible(convolutionGeometry(x.shape, filter.shape, attrs, depthwise)),
    lower(
      g,
      { x, filter, bias, preluActivationWeights },
      attrs: ConvolutionAttrs & Activation,
      [output],
    ) {
      const vector = bias && bias.shape.length <= 1 && bias.size > 1 ? bias : undefined;
      let result = convolve(g, x, filter, vector, attrs, output);
      if (bias && !vector)
        result = g.result(
          output,
          g.op("Add", [result.primary.name, g.broadcast(bias, result.primary.perm)]),
          result.primary.perm,
        );
      return activate(g, result, attrs, preluActivationWeights);
    },
  };
}

function convolve(...[g, padded, filter, bias, attrs, output]: Parameters<Convolve>): Lowered {
  const whole = convolutionGeometry(padded.shape, filter.shape, attrs);
  const [x, geometry] = withoutPadding(padded, whole);
  if (prefersColumns(g, filter, output)) {
    const product = convolveColumns(g, x, filter, geometry);
    return g.result(output, bias ? g.op("Add", [product, g.plain(bias)]) : product);
  }
  const [, , inner, out] = filter.shape;
  if (!bias && prefersBlocks(g, filter, [inner, out], geometry))
    return g.result(output, convolveBlocks(g, x, filter, geometry), NCHW);
  const weights: [string, number[]] = [g.form(filter, OIHW), toPhysical(filter.shape, OIHW)];
  const given = bias && { bias: g.plain(bias) };
  return g.result(output, plainConvolution(g, x, weights, geometry, given), NCHW);
}

function convolveDepthwise(
  ...[g, padded, filter, bias, attrs, output]: Parameters<Convolve>
): Lowered {
  const whole = convolutionGeometry(padded.shape, filter.shape, attrs, true);
  const [x, geometry] = withoutPadding(padded, whole);
  const [kh, kw, channels, multiplier] = filter.shape;
  const dims = [channels * multiplier, 1, kh, kw];
  const grouped = g.reshape(g.form(filter, DEPTHWISE), dims);
  const given = { group: channels, bias: bias && g.plain(bias) };
  return g.result(output, plainConvolution(g, x, [grouped, dims], geometry, given), NCHW);
}
