import { backend_util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/value.ts";
import { type ConvolutionAttrs, type Geometry, geometryOf } from "./_convolutionInfo.ts";

interface PoolAttrs extends ConvolutionAttrs {
  filterSize: number | [number, number];
}

/** Two-dimensional pooling and what flows back through it. */
export const pooling: Kernel[] = [
  pool("MaxPool", (g, x, geometry) => g.op("MaxPool", [x], attributes(geometry))),
  pool("AvgPool", (g, x, geometry) =>
    g.op("AveragePool", [x], { ...attributes(geometry), count_include_pad: 0 }),
  ),
  {
    name: "MaxPoolGrad",
    infer: ({ input }) => ({ dtype: "float32", shape: input.shape }),
    lower(g, { dy, input }, attrs: PoolAttrs, [output]) {
      const geometry = poolGeometry(input.shape, attrs);
      // The operator says where each maximum was found, so that of equals one takes all.
      const [, where] = g.ops("MaxPool", [g.form(input, NCHW)], attributes(geometry), { outputs: 2 });
      const flat = (name: string): string => g.reshape(name, [dy.size]);
      const zeros = g.op("ConstantOfShape", [g.i64([output.shape.reduce((a, b) => a * b, 1)])]);
      const result = g.op(
        "ScatterElements",
        [zeros, flat(where), flat(g.form(dy, NCHW))],
        { axis: 0, reduction: "add" },
      );
      const [n, h, w, c] = output.shape;
      return g.result(output, g.reshape(result, [n, c, h, w]), NCHW);
    },
  },
  {
    name: "AvgPoolGrad",
    infer: ({ input }) => ({ dtype: "float32", shape: input.shape }),
    lower: (g, { dy, input }, attrs: PoolAttrs, [output]) =>
      averageGradient(g, dy, poolGeometry(input.shape, attrs), output),
  },
];

function pool(name: string, emit: (g: Lowering, x: string, geometry: Geometry) => string): Kernel<PoolAttrs> {
  return {
    name,
    infer: ({ x }, attrs) => ({
      dtype: "float32",
      shape: poolGeometry(x.shape, attrs).info.outShape,
    }),
    supports: ({ x }) => x.dtype === "float32",
    lower: (g, { x }, attrs, [output]) =>
      g.result(output, emit(g, g.form(x, NCHW), poolGeometry(x.shape, attrs)), NCHW),
  };
}

/** Each output's share goes back to the pixels it averaged; padding took no part. */
function averageGradient(g: Lowering, dy: Lowered, geometry: Geometry, output: ValueSpec): Lowered {
  const { info, pads, strides, kernel } = geometry;
  const { inHeight, inWidth, outHeight, outWidth, batchSize: n, inChannels: c } = info;
  const share = Float32Array.from({ length: outHeight * outWidth }, (_, i) => {
    const inside = (start: number, size: number, side: number): number =>
      Math.min(start + size, side) - Math.max(start, 0);
    const rows = inside(Math.floor(i / outWidth) * strides[0] - pads[0], kernel[0], inHeight);
    const columns = inside((i % outWidth) * strides[1] - pads[1], kernel[1], inWidth);
    return 1 / (rows * columns);
  });
  const shares = g.initializer("float32", [1, 1, outHeight, outWidth], share);
  const scaled = g.op("Mul", [g.form(dy, NCHW), shares]);
  // One channel at a time, so that one filter of ones serves them all.
  const planes = g.reshape(scaled, [n * c, 1, outHeight, outWidth]);
  const ones = g.initializer("float32", [1, 1, ...kernel], new Float32Array(kernel[0] * kernel[1]).fill(1));
  const [reachH, reachW] = [
    (outHeight - 1) * strides[0] + kernel[0],
    (outWidth - 1) * strides[1] + kernel[1],
  ];
  const spread = g.op("ConvTranspose", [planes, ones], { strides, kernel_shape: kernel });
  const [endH, endW] = [pads[0] + inHeight, pads[1] + inWidth];
  const rest = [Math.max(0, endH - reachH), Math.max(0, endW - reachW)];
  const whole = rest.some((side) => side > 0)
    ? g.op("Pad", [spread, g.i64([0, 0, 0, 0, 0, 0, ...rest])])
    : spread;
  const cut = g.op("Slice", [whole, g.i64([pads[0], pads[1]]), g.i64([endH, endW]), g.i64([2, 3])]);
  return g.result(output, g.reshape(cut, [n, c, inHeight, inWidth]), NCHW);
}

function attributes({ pads, strides, kernel, dilations }: Geometry) {
  const base = { pads, strides, kernel_shape: kernel };
  return dilations.some((side) => side > 1) ? { ...base, dilations } : base;
}

function poolGeometry(shape: number[], attrs: PoolAttrs): Geometry {
  return geometryOf(
    backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      attrs.filterSize,
      attrs.strides,
      attrs.dilations ?? 1,
      attrs.pad,
      attrs.dimRoundingMode,
    ),
  );
}
