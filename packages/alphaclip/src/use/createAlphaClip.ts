import { normalizeImages } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { div, tensor2d, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import { towersSpec } from "../towers/towers.ts";
import type { ImageTower, Towers } from "../towers/towers.ts";
import { unitRows } from "../train/supervisedContrastiveLoss.ts";
import { alphaInput } from "../core/alphaInput.ts";
import type { Picture } from "../core/picture.ts";
import type { RegionEmbedder } from "../core/regionEmbedder.ts";
import { resizeBicubic } from "../core/resizeBicubic.ts";

/** A model that is ready for use: see `createAlphaClip`. */
export interface AlphaClip extends RegionEmbedder {
  towers: Towers;
}

export interface AlphaClipOptions {
  towers: Towers;
  /**
   * Parameters of both towers, with what fine-tuning has learnt: `{ ...params, ...adapter.params }`. Where
   * the parameters of adapters are left out, the model is the one before fine-tuning. The tensors are not
   * disposed.
   */
  params: Params;
  /** Number of regions that are computed at once, which bounds memory; default 8. */
  batchSize?: number;
}

/**
 * Makes a model that embeds and describes regions, of two towers and their parameters. Each text is embedded once, and
 * its embedding is kept.
 *
 * @throws {RangeError} If the batch size is not a whole number of at least 1, or the towers do not fit each
 *   other.
 *
 * @example
 * const model = createAlphaClip({ towers: clipTowers({ config: clipVitB16, tokenizer }), params });
 */
export function createAlphaClip({ towers, params, batchSize = 8 }: AlphaClipOptions): AlphaClip {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new RangeError(
      `createAlphaClip: expected a whole batchSize of at least 1, got ${batchSize}`,
    );
  towersSpec(towers); // that they fit each other
  const { image: imageTower, text: textTower } = towers;
  const cache = new Map<string, Promise<Float32Array>>();

  const compute = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const rows: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += batchSize) {
      const { ids, shape } = textTower.tokenize(texts.slice(at, at + batchSize));
      const found = tidy(() => unitRows(textTower.embed(params, tensor2d(ids, shape, "int32"))));
      rows.push(...(await takeRows(found)));
    }
    return rows;
  };

  return {
    towers,
    async embedTexts(texts) {
      const fresh = [...new Set(texts)].filter((text) => !cache.has(text));
      const computed = compute(fresh);
      for (const [i, text] of fresh.entries()) {
        const row = computed.then((rows) => rows[i]);
        row.catch(() => cache.delete(text)); // may be tried again
        cache.set(text, row);
      }
      return Promise.all(texts.map((text) => cache.get(text) as Promise<Float32Array>));
    },
    async embedRegions(image, masks) {
      const { imageSize: size } = imageTower;
      const inputs = masks.map((mask) => alphaInput(mask, size));
      const pixels = imageInput(image, imageTower); // once for all batches
      const rows: Float32Array[] = [];
      try {
        for (let at = 0; at < inputs.length; at += batchSize) {
          const some = inputs.slice(at, at + batchSize);
          const found = tidy(() => {
            const alphas = tensor4d(joined(some), [some.length, size, size, 1]);
            return unitRows(imageTower.embed(params, pixels, alphas).embeddings);
          });
          rows.push(...(await takeRows(found)));
        }
      } finally {
        pixels.dispose();
      }
      return rows;
    },
  };
}

/** `[1, size, size, 3]`: resized to the square of the tower, as masks are, and normalised. */
function imageInput(
  picture: Picture,
  { imageSize: size, preprocessing }: Pick<ImageTower, "imageSize" | "preprocessing">,
): Tensor4D {
  const { data, height, width } = picture;
  if (data.length !== height * width * 3)
    throw new RangeError(
      `createAlphaClip: expected ${height} x ${width} x 3 values of an image, got ${data.length}`,
    );
  const pixels = resizeBicubic(picture, size);
  return tidy(() => {
    const unit = div<Tensor4D>(tensor4d(Float32Array.from(pixels), [1, size, size, 3]), 255);
    return normalizeImages(unit, preprocessing);
  });
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.length * parts[0].length);
  for (const [i, part] of parts.entries()) all.set(part, i * part.length);
  return all;
}

async function takeRows(rows: {
  shape: [number, number];
  data(): Promise<unknown>;
  dispose(): void;
}): Promise<Float32Array[]> {
  const values = (await rows.data()) as Float32Array;
  const [count, size] = rows.shape;
  rows.dispose();
  return Array.from({ length: count }, (_, i) => values.slice(i * size, (i + 1) * size));
}
