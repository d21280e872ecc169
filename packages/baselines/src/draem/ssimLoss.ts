import { add, concat, depthwiseConv2d, div, greater, less, max, mean, min, mul, scalar, square, split, sub, tensor4d, tidy, where } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";

const window = 11;
const sigma = 1.5;

/**
 * One minus the structural similarity (Wang et al. 2004, doi:10.1109/TIP.2003.819861) of two images, averaged over
 * places, channels and images: means, variances and covariance under a Gaussian window of 11 pixels and deviation
 * 1.5, with zeros beyond the border, as DRAEM has it.
 *
 * @param reconstruction - `[N, H, W, C]`.
 * @param images - The same shape, in [0, 1].
 * @param range - The range of values: 1 by default. `"released"` reads it off the reconstruction as the released code
 *   does, so that it jumps: it is 2 where a value lies below -0.5, and 255 or 256 where one exceeds 128.
 */
export function ssimLoss(
  reconstruction: Tensor4D,
  images: Tensor4D,
  range: number | "released" = 1,
): Scalar {
  return tidy(() => {
    const l = range === "released" ? releasedRange(reconstruction) : scalar(range);
    const [c1, c2] = [0.01, 0.03].map((part) => square(mul(l, part)));
    const [a, b] = [reconstruction, images];
    const means = windowMeans(concat([a, b, mul(a, a), mul(b, b), mul(a, b)], 3));
    const [meanA, meanB, squaresA, squaresB, products] = split(means, 5, 3);
    const [aa, bb, ab] = [square(meanA), square(meanB), mul(meanA, meanB)];
    const covariance = sub(products, ab);
    const variances = add(sub(squaresA, aa), sub(squaresB, bb));
    const alike = mul(add(mul(ab, 2), c1), add(mul(covariance, 2), c2));
    const all = mul(add(add(aa, bb), c1), add(variances, c2));
    return sub(1, mean(div(alike, all))) as Scalar;
  });
}

function releasedRange(x: Tensor): Tensor {
  const most = where(greater(max(x), 128), scalar(255), scalar(1));
  const least = where(less(min(x), -0.5), scalar(-1), scalar(0));
  return sub(most, least);
}

/** Weighted means around each pixel, channel by channel, along rows and then along columns. */
function windowMeans(x: Tensor4D): Tensor4D {
  const channels = x.shape[3];
  const weights = Array.from({ length: window }, (_, i) =>
    Math.exp(-((i - (window - 1) / 2) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const each = weights.flatMap((weight) => new Array<number>(channels).fill(weight / total));
  const across = depthwiseConv2d(x, tensor4d(each, [1, window, channels, 1]), 1, "same");
  return depthwiseConv2d(across, tensor4d(each, [window, 1, channels, 1]), 1, "same");
}
