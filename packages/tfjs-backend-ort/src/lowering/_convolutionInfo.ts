import { backend_util } from "@tensorflow/tfjs-core";
import { refuseLargeWindows, type Padding } from "./_window.ts";
import type { Lowered, Sides } from "../graph/lowered.ts";

/** Attributes of TensorFlow.js's convolution kernels. */
export interface ConvolutionAttrs {
  strides: number | [number, number];
  pad: Padding;
  dilations?: number | [number, number] | null;
  dimRoundingMode?: "floor" | "round" | "ceil";
  dataFormat?: "NHWC" | "NCHW";
}

/** The windows of a two-dimensional convolution, as ONNX's attributes. */
export interface Windows {
  pads: Sides;
  strides: [number, number];
  dilations: [number, number];
  kernel: [number, number];
}

/** The geometry of a two-dimensional convolution. */
export interface Geometry extends Windows {
  info: backend_util.Conv2DInfo;
}

/** Geometry of a convolution of `x` `[N, H, W, C]` with a filter `[kh, kw, in, out]`. */
export function convolutionGeometry(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dilations, dimRoundingMode }: ConvolutionAttrs,
  depthwise = false,
): Geometry {
  return geometryOf(
    backend_util.computeConv2DInfo(
      inputShape as [number, number, number, number],
      filterShape as [number, number, number, number],
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
    ),
  );
}

/** The geometry that TensorFlow.js computed, for convolutions and for pooling. */
function geometryOf(info: backend_util.Conv2DInfo): Geometry {
  refuseLargeWindows(info);
  const { top, left, bottom, right } = info.padInfo;
  const axes = axesOf(info);
  // If the number of windows is rounded up, the last window ends behind the padding.
  const after = [bottom, right].map((pad, i) => {
    const { out, stride, extent, length, before } = axes[i];
    return countOf(axes[i], pad) === out
      ? pad
      : Math.max(0, (out - 1) * stride + extent - before - length);
  });
  return {
    info,
    pads: [top, left, after[0], after[1]],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    kernel: [info.filterHeight, info.filterWidth],
  };
}

/**
 * Whether ONNX's convolutions give as many rows and columns as TensorFlow.js says. With a number for
 * padding and a window that is not square, TensorFlow.js leaves out windows at the end of an axis,
 * which no padding expresses; its cpu backend computes those.
 */
export function isExpressible({ info, pads }: Geometry): boolean {
  return axesOf(info).every((axis, i) => countOf(axis, pads[i + 2]) === axis.out);
}

/** One axis of an image under a convolution: lengths in pixels, `out` in windows. */
interface Axis {
  length: number;
  out: number;
  stride: number;
  extent: number;
  before: number;
}

function axesOf(info: backend_util.Conv2DInfo): Axis[] {
  const { padInfo } = info;
  return [
    {
      length: info.inHeight,
      out: info.outHeight,
      stride: info.strideHeight,
      extent: info.effectiveFilterHeight,
      before: padInfo.top,
    },
    {
      length: info.inWidth,
      out: info.outWidth,
      stride: info.strideWidth,
      extent: info.effectiveFilterWidth,
      before: padInfo.left,
    },
  ];
}

/** The number of windows along an axis that ends with this much padding. */
function countOf({ length, stride, extent, before }: Axis, after: number): number {
  return Math.floor((before + length + after - extent) / stride) + 1;
}

/** The same convolution of `x` without the zeros around it, which become padding of the convolution. */
export function withoutPadding(x: Lowered, geometry: Geometry): [x: Lowered, Geometry] {
  if (x.padded?.value !== 0) return [x, geometry];
  const { image, pads } = x.padded;
  return [image, shrunk(geometry, pads)];
}

/** The same convolution of an input that lacks these pixels, which become padding. */
export function shrunk(geometry: Geometry, sides: Sides): Geometry {
  const [top, left, bottom, right] = sides;
  const { info, pads } = geometry;
  return {
    ...geometry,
    info: {
      ...info,
      inHeight: info.inHeight - top - bottom,
      inWidth: info.inWidth - left - right,
    },
    pads: pads.map((pad, i) => pad + sides[i]) as Sides,
  };
}

/** The attributes that ONNX's Conv and ConvTranspose share. */
export function convolutionAttributes({ pads, strides, dilations, kernel }: Windows) {
  return { pads, strides, dilations, kernel_shape: kernel };
}
