import { backend_util } from "@tensorflow/tfjs-core";
import { type Perm, identity } from "../graph/perm.ts";

/** Padding of the image on both sides of each inner axis, as TensorFlow.js names it. */
export type Padding = "valid" | "same" | number | backend_util.ExplicitPadding;

/** Attributes of TensorFlow.js's pooling kernels, over two axes or three. */
export interface PoolAttrs {
  filterSize: number | number[];
  strides: number | number[];
  pad: Padding;
  dilations?: number | number[] | null;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

/** A window that slides over the inner axes of `[N, ...sizes, C]`, as ONNX's attributes. */
export interface Window {
  batch: number;
  channels: number;
  /** Sizes of the inner axes of the input, and of the output. */
  sides: number[];
  out: number[];
  kernel: number[];
  strides: number[];
  dilations: number[];
  /** Padding before and after each axis. */
  before: number[];
  after: number[];
  /** `[N, ...out, C]`. */
  outShape: number[];
}

/**
 * The window of a pooling over two or three axes, by the rank of its input.
 *
 * @param outShape - where it is known: TensorFlow.js's gradients forget the rounding mode.
 */
export function poolWindow(shape: number[], attrs: PoolAttrs, outShape?: number[]): Window {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const dilations = attrs.dilations ?? 1;
  if (shape.length === 4)
    return windowOf(
      backend_util.computePool2DInfo(
        shape as never,
        filterSize as never,
        strides as never,
        dilations as never,
        pad,
        dimRoundingMode,
      ),
      outShape,
    );
  return windowOf(
    backend_util.computePool3DInfo(
      shape as never,
      filterSize as never,
      strides as never,
      dilations as never,
      pad as never,
      dimRoundingMode,
    ),
    outShape,
  );
}

/** The window that TensorFlow.js computed for a pooling or a convolution. */
export function windowOf(
  info: backend_util.Conv2DInfo | backend_util.Conv3DInfo,
  outShape: number[] = info.outShape,
): Window {
  refuseLargeWindows(info);
  const { padInfo } = info;
  const deep = "inDepth" in info ? info : null;
  const per = (depth: number | undefined, height: number, width: number): number[] =>
    depth === undefined ? [height, width] : [depth, height, width];
  const sides = per(deep?.inDepth, info.inHeight, info.inWidth);
  const out = outShape.slice(1, -1);
  const kernel = per(deep?.filterDepth, info.filterHeight, info.filterWidth);
  const strides = per(deep?.strideDepth, info.strideHeight, info.strideWidth);
  const dilations = per(deep?.dilationDepth, info.dilationHeight, info.dilationWidth);
  // With "same", TensorFlow.js gives three-dimensional windows that are shorter than their stride a
  // negative padding; TensorFlow's is zero.
  const before = per(deep?.padInfo.front, padInfo.top, padInfo.left).map((pad) => Math.max(0, pad));
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    sides,
    out,
    kernel,
    strides,
    dilations,
    before,
    // What the last window needs: TensorFlow.js may round the count of windows up, ONNX rounds it down.
    after: out.map((count, i) => {
      const extent = (kernel[i] - 1) * dilations[i] + 1;
      return Math.max(0, (count - 1) * strides[i] + extent - before[i] - sides[i]);
    }),
    outShape,
  };
}

/** The memory layout that ONNX expects of images: `[N, ...sizes, C]` stored as `[N, C, ...sizes]`. */
export function channelsFirst(rank: number): Perm {
  return [0, rank - 1, ...identity(rank).slice(1, -1)];
}

/**
 * Refuses a window that fits nowhere into its padded image, so that nothing would come out.
 *
 * @param info - What TensorFlow.js computed for a pooling or a convolution, channels last.
 * @throws {RangeError} With the image's sides and the window's, dilation counted.
 */
export function refuseLargeWindows(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): void {
  if (info.inShape.includes(0) || info.outShape.slice(1, -1).every((count) => count > 0)) return;
  const window = [info.effectiveFilterHeight, info.effectiveFilterWidth];
  if ("effectiveFilterDepth" in info) window.unshift(info.effectiveFilterDepth);
  throw new RangeError(
    `convolution or pooling: expected a window that fits into the padded image, got a window of [${window}] for an image of [${info.inShape.slice(1, -1)}]; pad the image ("same"), or use a smaller window`,
  );
}
