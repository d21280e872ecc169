import {
  type Tensor,
  getBackend,
  matMul,
  reshape,
  tensor2d,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import { register, run } from "./_register.ts";

interface ResizeAttrs {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

// The gradient of a resize is linear, and its own gradient is the resize.
for (const name of ["ResizeBilinear", "ResizeNearestNeighbor"]) {
  const bilinear = name === "ResizeBilinear";
  register(name, { inputs: ["images"] }, (dy, [images], attrs: ResizeAttrs) => ({
    images: () => {
      if (getBackend() !== "ort" && isForgotten(images.shape, attrs, bilinear))
        return byProducts(dy, images.shape, { bilinear, shift: attrs.halfPixelCenters ? 0.5 : 0 });
      // Its cpu kernel swaps the sides in the shape, not in the numbers.
      return reshape(run(`${name}Grad`, { dy, images }, attrs), images.shape);
    },
  }));
  register(
    `${name}Grad`,
    { inputs: ["dy", "images"] },
    (ddx, [dy, images], attrs: ResizeAttrs) => ({
      dy: () => run(name, { images: reshape(ddx, images.shape) }, { ...attrs, size: dy.shape.slice(1, 3) }), // prettier-ignore
      images: () => zeros(images.shape),
    }),
  );
}

/** TensorFlow.js's own kernels forget half-pixel centers, and all images but the first; those of "ort" do not. */
function isForgotten([count]: number[], attrs: ResizeAttrs, bilinear: boolean): boolean {
  return attrs.halfPixelCenters || (!bilinear && count > 1 && !attrs.alignCorners);
}

interface Sampling {
  bilinear: boolean;
  /** The place of its sample in a pixel: 0.5 with half-pixel centers. */
  shift: number;
}

/** rowsᵀ·dy·columns. */
function byProducts(dy: Tensor, [n, h, w, c]: number[], sampling: Sampling): Tensor {
  const [, height, width] = dy.shape;
  const rows = weights(h, height, sampling); // [height, h]
  const columns = weights(w, width, sampling); // [width, w]
  const tall = matMul(rows, reshape(transpose(dy, [1, 0, 2, 3]), [height, n * width * c]), true);
  const turned = transpose(reshape(tall, [h, n, width, c]), [2, 1, 0, 3]);
  const wide = matMul(columns, reshape(turned, [width, n * h * c]), true);
  return transpose(reshape(wide, [w, n, h, c]), [1, 2, 0, 3]);
}

/** Weights `[size, side]` of the numbers of an axis in the resized axis. */
function weights(side: number, size: number, { bilinear, shift }: Sampling): Tensor {
  const rows = Array.from({ length: size }, (_, i) => {
    const center = ((i + shift) * side) / size;
    const row = new Array<number>(side).fill(0);
    if (!bilinear) {
      row[Math.min(side - 1, Math.floor(center))] = 1;
      return row;
    }
    const place = Math.min(side - 1, Math.max(0, center - shift));
    const below = Math.floor(place);
    row[below] = 1 - (place - below);
    if (below + 1 < side) row[below + 1] = place - below;
    return row;
  });
  return tensor2d(rows, [size, side]);
}
