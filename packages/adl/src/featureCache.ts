import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Adl } from "./createAdl.ts";
import { evaluationParams } from "./evaluationParams.ts";
import { encode } from "./forward.ts";

/** Features of a frozen backbone, computed once. */
export interface FeatureCache {
  /** Memory it takes. */
  bytes: number;
  /** Features of these entries, finest scale first, `[indices.length, h, w, C]` each. */
  batch(indices: readonly number[]): Tensor4D[];
}

/** How far the filling of a cache has come. */
export interface FeaturesEvent {
  kind: "features";
  done: number;
  total: number;
  /** Memory that all of them take. */
  bytes: number;
}

/**
 * Computes the features of some images once, in order, and keeps them: 4 bytes a number.
 *
 * @param read - The image of entry `index` of `total`.
 * @yields {FeaturesEvent} After each batch.
 * @returns The cache; not filled if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `maxBytes`, by default 4 GiB.
 */
export async function* fillFeatureCache(
  model: Adl,
  {
    total,
    read,
    idOf,
    batchSize = 8,
    maxBytes = 4 * 2 ** 30,
    signal,
  }: {
    total: number;
    read: (index: number) => Promise<Image>;
    idOf: (index: number) => string;
    batchSize?: number;
    maxBytes?: number;
    signal?: AbortSignal;
  },
): AsyncGenerator<FeaturesEvent, FeatureCache> {
  const kept: Float32Array[][] = []; // by scale, then by entry
  let shapes: [number, number, number][] = [];
  let bytes = 0;
  const { params, release } = await evaluationParams(model);
  try {
    for (let start = 0; start < total; start += batchSize) {
      if (signal?.aborted) break;
      const size = Math.min(batchSize, total - start);
      const images = await Promise.all(Array.from({ length: size }, (_, i) => read(start + i)));
      const input = imageTensor(images, model.inputSize, {
        idOf: (i) => idOf(start + i),
        caller: "adl",
      });
      const { features } = encode(model, params, input, { training: false });
      const values = (await Promise.all(features.map((x) => x.data()))) as Float32Array[];
      shapes = features.map(({ shape: [, h, w, c] }) => [h, w, c]);
      for (const tensor of [input, ...features]) tensor.dispose();
      const each = shapes.map(([h, w, c]) => h * w * c);
      bytes = 4 * total * each.reduce((a, b) => a + b, 0);
      checkBytes(bytes, maxBytes, total);
      for (const [scale, data] of values.entries())
        for (let i = 0; i < size; i++)
          (kept[scale] ??= []).push(data.slice(i * each[scale], (i + 1) * each[scale]));
      yield { kind: "features", done: start + size, total, bytes };
    }
  } finally {
    release();
  }
  return {
    bytes,
    batch: (indices) =>
      shapes.map((shape, scale) => {
        const size = shape[0] * shape[1] * shape[2];
        const data = new Float32Array(indices.length * size);
        for (const [i, index] of indices.entries()) data.set(kept[scale][index], i * size);
        return tensor4d(data, [indices.length, ...shape]);
      }),
  };
}

function checkBytes(bytes: number, maxBytes: number, total: number): void {
  if (bytes <= maxBytes) return;
  const gib = (value: number) => `${(value / 2 ** 30).toFixed(2)} GiB`;
  throw new RangeError(
    `fitAdl: expected cached features of at most ${gib(maxBytes)}, got ${gib(bytes)} for ${total} images; ` +
      `raise cacheBytes, cache fewer variants, or set cachedVariants to 0`,
  );
}
