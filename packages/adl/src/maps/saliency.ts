import {
  abs,
  add,
  clipByValue,
  div,
  greater,
  image,
  mean,
  min,
  mul,
  reshape,
  slice,
  sub,
  sum,
  tidy,
  topk,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

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

/**
 * The fraction of a map's largest value below which differences are rounding, as between gradients through a
 * global mean.
 */
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
