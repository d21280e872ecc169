import type { Embeddings } from "../embedding/embedding.ts";
import { gaussian } from "./gaussian.ts";

/** A Gaussian for each cell. */
export interface Gaussians {
  /** `[c]`: which numbers of an embedding are looked at. */
  channels: Int32Array;
  /** `[cells, c]`. */
  means: Float32Array;
  /** `[cells, c, c]`: W of each cell, so that |(x - mean)·W| is the Mahalanobis distance. */
  whitening: Float32Array;
}

/**
 * Mean and covariance of the embeddings of normal images at each cell, in float64; O(cells · (images · c² + c³))
 * for c channels, 4·cells·c² bytes.
 *
 * @param channels - Which numbers of an embedding to look at.
 * @yields {number} Cells done, after each.
 * @throws {RangeError} At the first cell, if there are less than two images, or a channel is not there.
 */
export function* fitGaussians(
  { data, images, height, width, size }: Embeddings,
  channels: ArrayLike<number>,
): Generator<number, Gaussians> {
  if (images < 2) throw new RangeError(`fitGaussians: expected at least 2 images, got ${images}`);
  const chosen = Int32Array.from(channels);
  const bad = chosen.find((channel) => channel < 0 || channel >= size);
  if (bad !== undefined || chosen.length === 0)
    throw new RangeError(`fitGaussians: expected channels below ${size}, got ${bad ?? "none"}`);
  const [count, cells] = [chosen.length, height * width];
  const means = new Float32Array(cells * count);
  const whitening = new Float32Array(cells * count * count);
  const values = new Float64Array(count * images);
  for (let cell = 0; cell < cells; cell++) {
    for (let image = 0; image < images; image++)
      for (let c = 0; c < count; c++)
        values[c * images + image] = data[(image * cells + cell) * size + chosen[c]];
    const fitted = gaussian(values, count);
    means.set(fitted.mean, cell * count);
    whitening.set(fitted.whitening, cell * count * count);
    yield cell + 1;
  }
  return { channels: chosen, means, whitening };
}
