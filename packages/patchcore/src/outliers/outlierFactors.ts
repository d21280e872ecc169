import { matMul, mean, sub, tensor3d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";
import type { Embeddings } from "../embedding/embedding.ts";
import type { OutlierFactor } from "./outlierFactor.ts";

/** Most distances computed at once. */
const atOnce = 2 ** 22;

/**
 * How unusual each patch is among the patches at the same place of all images. It tells most where parts lie alike in
 * every image, and of few images next to nothing.
 *
 * Products are computed on the engine, of vectors less their mean; O(cells · images² · size) time, and
 * `12 · max(2²², images²)` bytes.
 *
 * @yields {number} Cells done.
 * @returns `[images, cells]`, in the order of the embeddings.
 * @throws {RangeError} At the first cell, if there are less than two images.
 */
export async function* outlierFactors(
  { data, images, height, width, size }: Embeddings,
  factor: OutlierFactor,
): AsyncGenerator<number, Float32Array> {
  if (images < 2) throw new RangeError(`outlierFactors: expected at least 2 images, got ${images}`);
  const cells = height * width;
  const part = Math.max(1, Math.min(cells, Math.floor(atOnce / images ** 2)));
  const factors = new Float32Array(images * cells);
  const vectors = new Float32Array(part * images * size);
  for (let start = 0; start < cells; start += part) {
    // The last part reaches back, so that it needs no compiled graph of its own.
    const first = Math.min(start, cells - part);
    for (let cell = 0; cell < part; cell++)
      for (let image = 0; image < images; image++) {
        const from = (image * cells + first + cell) * size;
        vectors.set(data.subarray(from, from + size), (cell * images + image) * size);
      }
    const products = await productsOf(vectors, [part, images, size]);
    for (let cell = 0; cell < part; cell++) {
      const own = products.subarray(cell * images ** 2, (cell + 1) * images ** 2);
      const found = factor.of(distancesOf(own, images), images);
      for (let image = 0; image < images; image++)
        factors[image * cells + first + cell] = found[image];
    }
    yield first + part;
  }
  return factors;
}

/** x·xᵀ of centred vectors. */
async function productsOf(
  vectors: Float32Array,
  shape: [number, number, number],
): Promise<Float32Array> {
  const products = tidy(() => {
    const x = tensor3d(vectors, shape);
    const centred = sub(x, mean(x, 1, true)) as Tensor3D;
    return matMul(centred, centred, false, true);
  });
  const data = (await products.data()) as Float32Array;
  products.dispose();
  return data;
}

/** |a - b| = √(aa + bb - 2ab), of all pairs. */
function distancesOf(products: Float32Array, count: number): Float64Array {
  const distances = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < a; b++) {
      const squared =
        products[a * count + a] + products[b * count + b] - 2 * products[a * count + b];
      distances[a * count + b] = distances[b * count + a] = Math.sqrt(Math.max(0, squared));
    }
  return distances;
}
