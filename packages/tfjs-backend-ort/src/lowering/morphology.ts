import { backend_util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../recording/kernel.ts";
import { refuseLargeWindows } from "./_window.ts";

interface DilationAttrs {
  strides: [number, number] | number;
  pad: "valid" | "same";
  dilations: [number, number] | number;
}

/**
 * Greyscale dilation: the largest of x + filter under the filter, channel by channel. As in max pooling, a NaN
 * is larger than nothing.
 */
export const morphology: Kernel[] = [
  {
    name: "Dilation2D",
    infer: ({ x, filter }, attrs: DilationAttrs) => ({
      dtype: x.dtype,
      shape: geometry(x.shape, filter.shape, attrs).outShape,
    }),
    supports: ({ x }) => x.dtype === "float32",
    lower(g, { x, filter }, attrs: DilationAttrs, [output]) {
      const info = geometry(x.shape, filter.shape, attrs);
      const { top, bottom, left, right } = info.padInfo;
      const sides = [0, top, left, 0, 0, bottom, right, 0];
      const plain = g.plain(x);
      const ranked = g.op("Where", [g.op("IsNaN", [plain]), g.scalar(-Infinity), plain]);
      const padded = g.op("Pad", [ranked, g.i64(sides), g.scalar(-Infinity)]);
      const offsets: string[] = [];
      for (let h = 0; h < info.filterHeight; h++)
        for (let w = 0; w < info.filterWidth; w++) {
          const start = [h * info.dilationHeight, w * info.dilationWidth];
          const steps = [info.strideHeight, info.strideWidth];
          const counts = [info.outHeight, info.outWidth];
          const end = start.map((from, i) => from + (counts[i] - 1) * steps[i] + 1);
          const axes = g.i64([1, 2]);
          const part = g.op("Slice", [padded, g.i64(start), g.i64(end), axes, g.i64(steps)]);
          const row = h * info.filterWidth + w;
          const weights = g.reshape(g.plain(filter), [-1, info.inChannels]);
          const offset = g.op("Gather", [weights, g.scalar(row, "int32")], { axis: 0 });
          offsets.push(g.op("Add", [part, offset]));
        }
      return g.result(output, offsets.length === 1 ? offsets[0] : g.op("Max", offsets));
    },
  },
];

function geometry(x: number[], filter: number[], { strides, pad, dilations }: DilationAttrs) {
  const info = backend_util.computeDilation2DInfo(
    x as never,
    filter as never,
    strides,
    pad,
    "NHWC",
    dilations,
  );
  refuseLargeWindows(info);
  return info;
}
