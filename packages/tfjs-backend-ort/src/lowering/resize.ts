import { NCHW } from "../graph/perm.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { bilinearWeights } from "./_bilinearWeights.ts";

interface ResizeAttrs {
  size: [number, number];
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Resizing of images `[N, H, W, C]` and what flows back through it. */
export const resizing: Kernel[] = [
  {
    name: "ResizeBilinear",
    infer: ({ images }, { size }: ResizeAttrs) => {
      const [n, , , c] = images.shape;
      return { dtype: "float32", shape: [n, ...size, c] };
    },
    supports: ({ images }) => images.dtype === "float32",
    lower(g, { images }, attrs: ResizeAttrs, [output]) {
      const [, height, width] = images.shape;
      const [n, outHeight, outWidth, c] = output.shape;
      const mode = attrs.halfPixelCenters ? "half_pixel" : "asymmetric";
      if (!attrs.alignCorners)
        return g.result(
          output,
          g.op("Resize", [g.form(images, NCHW), "", "", g.i64([n, c, outHeight, outWidth])], {
            mode: "linear",
            coordinate_transformation_mode: mode,
          }),
          NCHW,
        );
      const rows = matrix(g, bilinearWeights(height, outHeight, attrs), [outHeight, height]);
      const columns = matrix(g, bilinearWeights(width, outWidth, attrs), [outWidth, width], true);
      const tall = g.op("MatMul", [rows, g.form(images, NCHW)]);
      return g.result(output, g.op("MatMul", [tall, columns]), NCHW);
    },
  },
  {
    // Resizing is a product with two sparse matrices, so its gradient is the product with their transposes.
    name: "ResizeBilinearGrad",
    infer: ({ images }) => ({ dtype: "float32", shape: images.shape }),
    lower(g, { images, dy }, attrs: ResizeAttrs, [output]) {
      const [, height, width] = images.shape;
      const [, outHeight, outWidth] = dy.shape;
      const half = { alignCorners: attrs.alignCorners, halfPixelCenters: false };
      const rows = matrix(g, bilinearWeights(height, outHeight, half), [outHeight, height], true);
      const columns = matrix(g, bilinearWeights(width, outWidth, half), [outWidth, width]);
      return g.result(output, product(g, rows, dy, columns), NCHW);
    },
  },
];

function product(g: Lowering, rows: string, value: Lowered, columns: string): string {
  return g.op("MatMul", [g.op("MatMul", [rows, g.form(value, NCHW)]), columns]);
}

function matrix(
  g: Lowering,
  weights: Float32Array,
  [rows, columns]: [number, number],
  transposed = false,
): string {
  if (!transposed) return g.initializer("float32", [rows, columns], weights);
  const turned = new Float32Array(weights.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = weights[row * columns + column];
  return g.initializer("float32", [columns, rows], turned);
}
