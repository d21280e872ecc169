import { backend_util, util } from "@tensorflow/tfjs-core";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import { type Window, channelsFirst, windowOf } from "./_window.ts";

interface Conv3DAttrs {
  strides: number | [number, number, number];
  pad: "valid" | "same";
  dilations?: number | [number, number, number] | null;
}

const NCDHW = channelsFirst(5);
/** A filter `[kd, kh, kw, in, out]` stored as `[out, in, kd, kh, kw]`. */
const OIDHW = [4, 3, 0, 1, 2];

/** Three-dimensional convolution and its gradients. */
export const convolutions3d: Kernel[] = [
  {
    name: "Conv3D",
    infer: ({ x, filter }, attrs: Conv3DAttrs) => ({
      dtype: "float32",
      shape: window3d(x.shape, filter.shape, attrs).outShape,
    }),
    supports: ({ x }) => x.dtype === "float32",
    lower(g, { x, filter }, attrs: Conv3DAttrs, [output]) {
      const { before, after, strides, dilations, kernel } = window3d(x.shape, filter.shape, attrs);
      const inputs = [g.form(x, NCDHW), g.form(filter, OIDHW)];
      const pads = [...before, ...after];
      const attributes = { pads, strides, dilations, kernel_shape: kernel };
      return g.result(output, g.op("Conv", inputs, attributes), NCDHW);
    },
  },
  {
    name: "Conv3DBackpropInputV2",
    infer: (_inputs, { inputShape }: Conv3DAttrs & { inputShape: number[] }) => ({
      dtype: "float32",
      shape: inputShape,
    }),
    lower(g, { dy, filter }, attrs: Conv3DAttrs & { inputShape: number[] }, [output]) {
      const window = window3d(attrs.inputShape, filter.shape, attrs);
      return g.result(output, inputGradient(g, dy, filter, window), NCDHW);
    },
  },
  {
    name: "Conv3DBackpropFilterV2",
    infer: (_inputs, { filterShape }: Conv3DAttrs & { filterShape: number[] }) => ({
      dtype: "float32",
      shape: filterShape,
    }),
    lower(g, { x, dy }, attrs: Conv3DAttrs & { filterShape: number[] }, [output]) {
      const window = window3d(x.shape, attrs.filterShape, attrs);
      return g.result(output, g.reshape(filterGradient(g, x, dy, window), output.shape));
    },
  },
];

function window3d(x: number[], filter: number[], { strides, dilations, pad }: Conv3DAttrs): Window {
  return windowOf(
    backend_util.computeConv3DInfo(x as never, filter as never, strides, dilations ?? 1, pad),
  );
}

/** ONNX's ConvTranspose of the whole, then what lies inside the padding. */
function inputGradient(g: Lowering, dy: Lowered, filter: Lowered, window: Window): string {
  const { sides, out, kernel, strides, dilations, before } = window;
  const whole = g.op("ConvTranspose", [g.form(dy, NCDHW), g.form(filter, OIDHW)], {
    strides,
    dilations,
    kernel_shape: kernel,
  });
  const end = sides.map((side, i) => before[i] + side);
  const reach = out.map((side, i) => (side - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1);
  const rest = end.map((side, i) => Math.max(0, side - reach[i]));
  const padded = g.op("Pad", [whole, g.i64([0, 0, 0, 0, 0, 0, 0, ...rest])]);
  return g.op("Slice", [padded, g.i64(before), g.i64(end), g.i64([2, 3, 4])]);
}

/** One product of matrices for each kernel offset, `[offsets, C, O]`: shifted x times dy, over all images and places. */
function filterGradient(g: Lowering, x: Lowered, dy: Lowered, window: Window): string {
  const { batch, channels, out, kernel, strides, dilations, before, after } = window;
  const places = util.sizeFromShape(out);
  const padded = g.op("Pad", [g.form(x, NCDHW), g.i64([0, 0, ...before, 0, 0, ...after])]);
  const upstream = g.reshape(g.plain(dy), [batch, places, dy.shape[4]]);
  const parts: string[] = [];
  for (let d = 0; d < kernel[0]; d++)
    for (let h = 0; h < kernel[1]; h++)
      for (let w = 0; w < kernel[2]; w++) {
        const start = [d, h, w].map((offset, i) => offset * dilations[i]);
        const end = start.map((from, i) => from + (out[i] - 1) * strides[i] + 1);
        const offset = g.op("Slice", [
          padded,
          g.i64(start),
          g.i64(end),
          g.i64([2, 3, 4]),
          g.i64(strides),
        ]);
        const product = g.op("MatMul", [g.reshape(offset, [batch, channels, places]), upstream]);
        parts.push(g.op("ReduceSum", [product, g.i64([0])], { keepdims: 0 }));
      }
  return parts.length === 1 ? parts[0] : g.op("Concat", parts, { axis: 0 });
}
