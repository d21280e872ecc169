import {
  type Tensor,
  abs,
  add,
  cast,
  floor,
  gather,
  greaterEqual,
  lessEqual,
  logicalAnd,
  matMul,
  mul,
  range,
  relu,
  reshape,
  slice,
  stack,
  sub,
  transpose,
  where,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { gradientsOf, register, run } from "./_register.ts";
import { scatter } from "./picking.ts";

interface RotateAttrs {
  radians: number;
  fillValue: number | number[];
  center: number | [number, number];
}

// Each number of the result is one of the image, or the filling: an image of places, rotated alike,
// tells which. Places are exact in float32 up to 2^24 pixels.
register(
  "RotateWithOffset",
  { inputs: ["image"] },
  (dy, [image], { radians, center }: RotateAttrs) => ({
    image: () => {
      const [n, h, w, c] = image.shape;
      const places = reshape(range(0, h * w, 1, "float32"), [1, h, w, 1]);
      const from = run("RotateWithOffset", { image: places }, { radians, center, fillValue: -1 });
      const inside = greaterEqual(from, 0);
      const pixels = reshape(cast(where(inside, from, zerosLike(from)), "int32"), [1, h * w, 1]);
      const images = reshape(range(0, n, 1, "int32"), [n, 1, 1]);
      const channels = reshape(range(0, c, 1, "int32"), [1, 1, c]);
      const all = add(mul(add(mul(images, h * w), pixels), c), channels);
      const flow = where(inside, dy, zerosLike(dy));
      return scatter(flow, cast(all, "int32"), image.shape);
    },
  }),
);

interface CropAttrs {
  method: "bilinear" | "nearest";
  cropSize: [number, number];
}

// A crop is rows·image·columns, with the weights of bilinear interpolation as two matrices; of this
// form the gradients to image and boxes are known.
register(
  "CropAndResize",
  { inputs: ["image", "boxes", "boxInd"] },
  (dy, [image, boxes, boxInd], attrs: CropAttrs) => {
    const both = () =>
      gradientsOf((...[image, boxes]) => crop(image, boxes, boxInd, attrs), [image, boxes], dy);
    return {
      image: () => both()[0],
      boxes: () => (attrs.method === "nearest" ? zeros(boxes.shape) : both()[1]),
      boxInd: () => zeros(boxInd.shape),
    };
  },
);

function crop(
  image: Tensor,
  boxes: Tensor,
  boxInd: Tensor,
  { method, cropSize }: CropAttrs,
): Tensor {
  const [, h, w, c] = image.shape;
  const [count] = boxes.shape;
  const [y1, x1, y2, x2] = [0, 1, 2, 3].map((i) => slice(boxes, [0, i], [-1, 1]));
  const rows = weights(y1, y2, h, cropSize[0], method); // [count, rows, h]
  const columns = weights(x1, x2, w, cropSize[1], method); // [count, columns, w]
  const images = reshape(gather(image, cast(boxInd, "int32")), [count, h, w * c]);
  const tall = reshape(matMul(rows, images), [count, cropSize[0], w, c]);
  const turned = reshape(transpose(tall, [0, 2, 1, 3]), [count, w, cropSize[0] * c]);
  const wide = reshape(matMul(columns, turned), [count, cropSize[1], cropSize[0], c]);
  return transpose(wide, [0, 2, 1, 3]);
}

/** Weights `[boxes, size, side]` of an image's pixels in each pixel of a crop, along one axis. */
function weights(
  from: Tensor,
  to: Tensor,
  side: number,
  size: number,
  method: CropAttrs["method"],
): Tensor {
  const steps = reshape(range(0, size, 1, "float32"), [1, size]);
  const places =
    size > 1
      ? add(mul(from, side - 1), mul(mul(sub(to, from), (side - 1) / (size - 1)), steps))
      : mul(add(from, to), 0.5 * (side - 1));
  const inside = logicalAnd(greaterEqual(places, 0), lessEqual(places, side - 1));
  const nearest = method === "nearest" ? floor(add(places, 0.5)) : places;
  const away = abs(sub(reshape(nearest, [-1, size, 1]), range(0, side, 1, "float32")));
  const found = relu(sub(1, away));
  return where(reshape(inside, [-1, size, 1]), found, zerosLike(found));
}

interface TransformAttrs {
  interpolation: "nearest" | "bilinear";
  fillMode: "constant" | "reflect" | "wrap" | "nearest";
  outputShape: [number, number];
}

// As for rotations, one image of places for each image of the batch.
register(
  "Transform",
  { inputs: ["image", "transforms"] },
  (dy, [image, transforms], attrs: TransformAttrs) => ({
    image: () => {
      if (attrs.interpolation !== "nearest")
        throw new Error(
          'image.transform: expected interpolation "nearest" where a gradient goes through it, got "bilinear"; warp by gather, or by resizeBilinear and slices',
        );
      const [n, h, w, c] = image.shape;
      const places = reshape(range(0, h * w, 1, "float32"), [1, h, w, 1]);
      const warps = Array.from({ length: n }, (_, i) => {
        const own = transforms.shape[0] === 1 ? transforms : slice(transforms, [i, 0], [1, -1]);
        const from = run(
          "Transform",
          { image: places, transforms: own },
          { ...attrs, fillValue: -1 },
        );
        return reshape(from, [from.size, 1]);
      });
      const from = stack(warps);
      const inside = greaterEqual(from, 0);
      const pixels = cast(where(inside, from, zerosLike(from)), "int32");
      const images = reshape(range(0, n, 1, "int32"), [n, 1, 1]);
      const all = add(
        mul(add(mul(images, h * w), pixels), c),
        reshape(range(0, c, 1, "int32"), [1, 1, c]),
      );
      const flow = reshape(dy, [n, -1, c]);
      return scatter(where(inside, flow, zerosLike(flow)), cast(all, "int32"), image.shape);
    },
    transforms: () => zeros(transforms.shape),
  }),
);
