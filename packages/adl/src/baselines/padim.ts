import { mapImage } from "./mapImage.ts";
import type { BaselineScore } from "./patchcore.ts";
import type { Embeddings } from "./patchEmbeddings.ts";

/** A fitted PaDiM: a Gaussian for each cell. */
export interface Padim {
  height: number;
  width: number;
  /** Which numbers of an embedding are looked at. */
  channels: Int32Array;
  /** `[cells, channels]`. */
  means: Float64Array;
  /** `[cells, channels, channels]`: L of covariance = L·Lᵀ, lower triangles. */
  factors: Float64Array;
}

/** Added to the diagonal of covariances: anomalib's 0.01 and its 1e-5. */
const regularization = 0.01 + 1e-5;

/**
 * PaDiM (Defard et al. 2021, arXiv:2011.08785): mean and covariance of the embeddings of normal images at
 * each cell. In float64; O(cells · (images · c² + c³)) for c channels, 8·cells·c² bytes.
 *
 * @param embeddings - Of `patchEmbeddings(features, { pooled: false, enlarge: "nearest" })`.
 * @param options - `channels`: which numbers of an embedding to look at; default all.
 * @throws {RangeError} If there are less than two images, or a channel is not there.
 */
export function fitPadim(
  { data, images, height, width, size }: Embeddings,
  { channels: chosen }: { channels?: readonly number[] } = {},
): Padim {
  if (images < 2) throw new RangeError(`fitPadim: expected at least 2 images, got ${images}`);
  const channels = Int32Array.from(chosen ?? Array.from({ length: size }, (_, i) => i));
  const bad = channels.find((channel) => channel < 0 || channel >= size);
  if (bad !== undefined || channels.length === 0)
    throw new RangeError(`fitPadim: expected channels below ${size}, got ${bad ?? "none"}`);
  const count = channels.length;
  const cells = height * width;
  const means = new Float64Array(cells * count);
  const factors = new Float64Array(cells * count * count);
  const centred = new Float64Array(images * count);
  for (let cell = 0; cell < cells; cell++) {
    const mean = means.subarray(cell * count, (cell + 1) * count);
    for (let image = 0; image < images; image++)
      for (let c = 0; c < count; c++)
        mean[c] += data[(image * cells + cell) * size + channels[c]] / images;
    for (let image = 0; image < images; image++)
      for (let c = 0; c < count; c++)
        centred[c * images + image] = data[(image * cells + cell) * size + channels[c]] - mean[c];
    const factor = factors.subarray(cell * count * count, (cell + 1) * count * count);
    for (let i = 0; i < count; i++)
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let image = 0; image < images; image++)
          sum += centred[i * images + image] * centred[j * images + image];
        factor[i * count + j] = sum / (images - 1) + (i === j ? regularization : 0);
      }
    cholesky(factor, count);
  }
  return { height, width, channels, means, factors };
}

/** Scores and maps: Mahalanobis distances, enlarged bilinearly and smoothed; a score is the map's highest pixel. */
export async function* scorePadim(
  { height, width, channels, means, factors }: Padim,
  embeddings: Embeddings,
  size: { height: number; width: number },
): AsyncGenerator<BaselineScore> {
  if (embeddings.height !== height || embeddings.width !== width)
    throw new RangeError(
      `scorePadim: expected embeddings of ${height} x ${width} cells, got ${embeddings.height} x ${embeddings.width}`,
    );
  const [cells, count] = [height * width, channels.length];
  const delta = new Float64Array(count);
  for (let image = 0; image < embeddings.images; image++) {
    const distances = new Float32Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      const at = (image * cells + cell) * embeddings.size;
      for (let c = 0; c < count; c++)
        delta[c] = embeddings.data[at + channels[c]] - means[cell * count + c];
      distances[cell] = lengthOfSolution(factors, cell * count * count, delta);
    }
    const map = await mapImage({ data: distances, height, width }, size, "bilinear");
    yield { score: map.data.reduce((a, b) => Math.max(a, b)), map };
  }
}

/** L of a symmetric positive matrix, in place of its lower triangle. */
function cholesky(matrix: Float64Array, count: number): void {
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * count + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * count + k] * matrix[j * count + k];
      matrix[i * count + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * count + j];
    }
}

/** |L⁻¹·x|: the Mahalanobis distance. x is used up. */
function lengthOfSolution(factors: Float64Array, from: number, x: Float64Array): number {
  const count = x.length;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    let sum = x[i];
    const row = from + i * count;
    for (let k = 0; k < i; k++) sum -= factors[row + k] * x[k];
    x[i] = sum / factors[row + i];
    squares += x[i] * x[i];
  }
  return Math.sqrt(squares);
}
