import {
  abs,
  add,
  clipByValue,
  div,
  greater,
  image,
  matMul,
  mean,
  min,
  mul,
  reshape,
  slice,
  sub,
  sum,
  tensor2d,
  tidy,
  topk,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * A map stretched to [0, 1] between its minimum and its 0.99 quantile (linear interpolation), image by
 * image: P of equation 12. A map that is the same almost everywhere becomes 0.
 *
 * @param maps - `[N, H, W]`, at least 0.
 */
export function stretch(maps: Tensor3D): Tensor3D {
  return tidy(() => {
    const [n, height, width] = maps.shape;
    const rows = reshape(maps, [n, height * width]) as Tensor2D;
    const low = min(rows, 1, true);
    const high = highQuantile(rows, 0.99);
    const range = sub(high, low);
    const some = greater(range, mul(high, rounding));
    const stretched = clipByValue(div(sub(rows, low), where(some, range, 1)), 0, 1);
    return reshape(where(some, stretched, zerosLike(rows)), [n, height, width]) as Tensor3D;
  });
}

/** Of a map's largest value: what differs by less is the same, such as gradients through a global mean. */
const rounding = 1e-5;

/** A high quantile of each row, `[N, 1]`. */
function highQuantile(rows: Tensor2D, fraction: number): Tensor2D {
  const at = (1 - fraction) * (rows.shape[1] - 1); // from the top
  const before = Math.floor(at + 1e-9);
  const share = Math.max(0, at - before);
  const { values } = topk(rows, Math.min(rows.shape[1], before + 2)); // from high to low
  const one = (index: number) => slice(values, [0, index], [-1, 1]) as Tensor2D;
  const next = Math.min(before + 1, values.shape[1] - 1);
  return add(mul(one(before), 1 - share), mul(one(next), share));
}

/** The size of gradients to images, summed over channels: `[N, H, W]`. */
export function inputSaliency(gradient: Tensor4D): Tensor3D {
  return sum(abs(gradient), 3);
}

/** The size of gradients to features, their mean over channels, enlarged bilinearly: `[N, height, width]`. */
export function featureSaliency(
  gradient: Tensor4D,
  { height, width }: { height: number; width: number },
): Tensor3D {
  const cells = mean(abs(gradient), 3, true) as Tensor4D;
  const enlarged = image.resizeBilinear(cells, [height, width], false, true);
  return reshape(enlarged, [gradient.shape[0], height, width]);
}

/**
 * Maps under a Gaussian: separable, cut at four deviations, the border mirrored with its pixels repeated.
 *
 * @param maps - `[N, H, W]`.
 * @param sigma - In pixels, above 0.
 */
export function blur(maps: Tensor3D, sigma: number): Tensor3D {
  return blurWith(maps, sigma, mirrored);
}

/** {@link blur} with a border that is mirrored without repeating its pixels: ... 2 1 | 0 1 2 ... */
export function blurReflected(maps: Tensor3D, sigma: number): Tensor3D {
  return blurWith(maps, sigma, reflected);
}

type Border = (at: number, size: number) => number;

function blurWith(maps: Tensor3D, sigma: number, border: Border): Tensor3D {
  return tidy(() => {
    const [, height, width] = maps.shape;
    const rows = gaussianMatrix(height, sigma, border);
    const columns = gaussianMatrix(width, sigma, border);
    const turned = matMul(maps, columns as Tensor, false, true);
    return matMul(rows as Tensor, turned) as Tensor3D;
  });
}

/** `[1, size, size]`: row i holds the weight of every pixel in the mean at pixel i. */
function gaussianMatrix(size: number, sigma: number, border: Border): Tensor {
  const radius = Math.floor(4 * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const weights = new Float32Array(size * size);
  for (let row = 0; row < size; row++)
    for (const [i, weight] of kernel.entries())
      weights[row * size + border(row + i - radius, size)] += weight / total;
  return reshape(tensor2d(weights, [size, size]), [1, size, size]);
}

/** Where a pixel beyond the border lies: ... 1 0 | 0 1 2 ... */
function mirrored(at: number, size: number): number {
  const inside = ((at % (2 * size)) + 2 * size) % (2 * size);
  return inside < size ? inside : 2 * size - 1 - inside;
}

function reflected(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * size - 2;
  const inside = ((at % period) + period) % period;
  return inside < size ? inside : period - inside;
}
