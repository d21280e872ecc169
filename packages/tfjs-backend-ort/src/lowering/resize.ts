import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { bilinearWeights } from "./_bilinearWeights.ts";
import { nearestPixels } from "./_nearestPixels.ts";
import { type AxisWeights, resample, resampleGradient } from "./_separable.ts";

interface ResizeAttrs {
  size: [number, number];
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Resizing of images `[N, H, W, C]` and its gradients, which are exactly the transposed weights. */
export const resizing: Kernel[] = [
  {
    name: "ResizeBilinear",
    infer: ({ images }, { size }: ResizeAttrs) => ({
      dtype: "float32",
      shape: resized(images.shape, size),
    }),
    supports: ({ images }) => images.dtype === "float32",
    lower(g, { images }, attrs: ResizeAttrs, [output]) {
      const [, height, width] = images.shape;
      const [n, outHeight, outWidth, c] = output.shape;
      if (attrs.alignCorners) {
        const rows = bilinear(height, outHeight, attrs);
        const columns = bilinear(width, outWidth, attrs);
        return g.result(output, resample(g, images, rows, columns), NCHW);
      }
      const sizes = g.i64([n, c, outHeight, outWidth]);
      const result = g.op("Resize", [g.form(images, NCHW), "", "", sizes], {
        mode: "linear",
        coordinate_transformation_mode: attrs.halfPixelCenters ? "half_pixel" : "asymmetric",
      });
      return g.result(output, result, NCHW);
    },
  },
  {
    name: "ResizeBilinearGrad",
    infer: ({ images }) => ({ dtype: "float32", shape: images.shape }),
    supports: ({ images }) => images.dtype === "float32",
    lower: (g, { images, dy }, attrs: ResizeAttrs, [output]) =>
      g.result(
        output,
        gradient(g, images, dy, (from, to) => bilinear(from, to, attrs)),
        NCHW,
      ),
  },
  {
    name: "ResizeNearestNeighbor",
    infer: ({ images }, { size }: ResizeAttrs) => ({
      dtype: images.dtype,
      shape: resized(images.shape, size),
    }),
    lower(g, { images }, attrs: ResizeAttrs, [output]) {
      const { name, perm } = images.primary;
      const [n, outHeight, outWidth, c] = output.shape;
      const [, height, width] = images.shape;
      const whole =
        repeats(height, outHeight / height, attrs) && repeats(width, outWidth / width, attrs);
      if (whole && images.dtype === "float32" && images.find(NCHW) !== undefined) {
        // Ten times as fast as picking pixels where channels lie apart; exact for whole factors alone.
        const sizes = g.i64([n, c, outHeight, outWidth]);
        const result = g.op("Resize", [g.form(images, NCHW), "", "", sizes], {
          mode: "nearest",
          coordinate_transformation_mode: "asymmetric",
          nearest_mode: "floor",
        });
        return g.result(output, result, NCHW);
      }
      // Columns first, while there are few rows.
      const result = [2, 1].reduce((source, axis) => {
        const pixels = nearestPixels(images.shape[axis], output.shape[axis], attrs);
        if (pixels.length === images.shape[axis] && pixels.every((from, to) => from === to))
          return source;
        return g.op("Gather", [source, g.i64(pixels)], { axis: perm.indexOf(axis) });
      }, name);
      return g.result(output, result, perm);
    },
  },
  {
    name: "ResizeNearestNeighborGrad",
    infer: ({ images }) => ({ dtype: "float32", shape: images.shape }),
    supports: ({ images }) => images.dtype === "float32",
    lower(g, { images, dy }, attrs: ResizeAttrs, [output]) {
      const [, height, width] = images.shape;
      const block = [dy.shape[1] / height, dy.shape[2] / width];
      if (repeats(height, block[0], attrs) && repeats(width, block[1], attrs)) {
        // Every pixel stood for a block of its own: the block's sum.
        const means = g.op("AveragePool", [g.form(dy, NCHW)], {
          kernel_shape: block,
          strides: block,
        });
        return g.result(output, g.op("Mul", [means, g.scalar(block[0] * block[1])]), NCHW);
      }
      return g.result(
        output,
        gradient(g, images, dy, (from, to) => nearest(from, to, attrs)),
        NCHW,
      );
    },
  },
];

function resized([n, , , c]: number[], size: [number, number]): number[] {
  return [n, ...size, c];
}

function gradient(
  g: Lowering,
  images: ValueSpec,
  dy: Lowered,
  weights: (from: number, to: number) => AxisWeights,
): string {
  const [rows, columns] = [1, 2].map((axis) => weights(images.shape[axis], dy.shape[axis]));
  return resampleGradient(g, dy, rows, columns);
}

function bilinear(from: number, to: number, rule: ResizeAttrs): AxisWeights {
  return { data: bilinearWeights(from, to, rule), from, to };
}

function nearest(from: number, to: number, rule: ResizeAttrs): AxisWeights {
  const data = new Float32Array(to * from);
  for (const [row, pixel] of nearestPixels(from, to, rule).entries()) data[row * from + pixel] = 1;
  return { data, from, to };
}

/** Whether each pixel is taken `times` times, one after the other. */
function repeats(from: number, times: number, rule: ResizeAttrs): boolean {
  return (
    Number.isInteger(times) &&
    nearestPixels(from, from * times, rule).every((pixel, i) => pixel === Math.floor(i / times))
  );
}
