import type { Params } from "@flawlens/backbones";
import {
  highestPatches,
  joinRows,
  mergeStatistics,
  rowStatistics,
  shrunkWhitening,
} from "@flawlens/detector";
import type { ImageSource, MethodEvent, Rows, RowStatistics } from "@flawlens/detector";
import { dispose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Adl } from "../model/adl.ts";
import { noveltyParams, setNoveltyParams, whiteningParams } from "./noveltyParams.ts";
import { knownPatches } from "./_knownPatches.ts";
import { patchCache } from "./_patchCache.ts";
import { valuesOf } from "./_valuesOf.ts";
import { scorePatchVectors, whitenPatches } from "./scorePatchVectors.ts";

/** Most patches of all images together that are kept, and most images that they are kept of. */
const [mostRows, mostImages] = [40_000, 2000];
/** The shrinkage keeps directions in which patches hardly vary from counting more than all others. */
const whitening = shrunkWhitening({ keptVariance: 1, shrinkage: 1e-3 });

/** How unlike the other training images each is. */
export interface NoveltyRecord {
  ids: readonly string[];
  /** The novelty of each image by the other images. */
  novelty: Float32Array;
}

/** What the novelty is fitted on, and how. */
export interface FitNoveltyOptions {
  /** Images taken as normal; some may not be. */
  nominal: Pick<ImageSource, "samples" | "read">;
  /** Known anomalies; those without a mask are not used. Default none. */
  fewShot?: ImageSource;
  /** Images computed at once; default 8. */
  batchSize?: number;
  /** Memory that vectors of patches may take; default 4 GiB. */
  cacheBytes?: number;
  /** Ends the work between two images. */
  signal?: AbortSignal;
}

/**
 * Fits the novelty of a trained detector: the Gaussian of all patches of the images taken as normal, and the patches
 * that are kept of each image, at most 40,000 in all, and of known anomalies, at most 1,000 in all. There is no
 * randomness, and images are not augmented.
 *
 * Images that are anomalous need not be left out: a few hardly change the Gaussian, and an image is compared with the
 * training image at the place `neighbors`, not with the nearest.
 *
 * @param model - With `novelty`. It changes only where the fit comes to its end.
 * @yields How far it has come.
 * @returns How unlike the others each image is; `null` if the signal came.
 * @throws {RangeError} If the detector has no novelty, there is no image, or vectors take more memory than is allowed.
 *
 * @example
 * for await (const { name, done, total } of fitNovelty(model, { nominal, fewShot })) console.log(name, done, "of", total);
 */
export async function* fitNovelty(
  model: Adl,
  { nominal, fewShot, ...options }: FitNoveltyOptions,
): AsyncGenerator<Extract<MethodEvent, { kind: "phase" }>, NoveltyRecord | null> {
  const { novelty } = model;
  const total = nominal.samples.length;
  if (!novelty) throw new RangeError("fitNovelty: expected a detector with novelty, got none");
  if (total === 0) throw new RangeError("fitNovelty: expected nominal images, got none");
  const phase = (name: string, done: number) => ({ kind: "phase" as const, name, done, total });
  const stopped = () => options.signal?.aborted === true;

  const filling = patchCache(model, nominal, options);
  let step = await filling.next();
  for (; !step.done; step = await filling.next()) yield phase("features of patches", step.value);
  if (stopped()) return null;
  const cache = step.value;
  const vectorsOf = (image: number) => cache.batch([image])[0];

  let statistics: RowStatistics | undefined;
  for (let image = 0; image < total; image++) {
    const own = await statisticsOf(vectorsOf(image));
    statistics = statistics ? mergeStatistics(statistics, own) : own;
    yield phase("statistics of patches", image + 1);
    if (stopped()) return null;
  }
  const map = whitening.fit(statistics as RowStatistics);

  const images = Math.min(total, mostImages);
  const kept = Array.from({ length: images }, (_, i) => Math.floor((i * total) / images));
  const most = Math.min(novelty.patches, Math.floor(mostRows / images));
  const white = whiteningParams(map);
  let fitted: Params;
  try {
    const rows: Rows[] = [];
    for (const image of kept) {
      const data = await valuesOf(() => {
        const { white: patches, squares } = whitenPatches(white, vectorsOf(image));
        return highestPatches(patches, squares, most);
      });
      rows.push({ data, count: data.length / map.count, size: map.count });
    }
    const known = fewShot && (await knownPatches(model, fewShot, { ...options, white }));
    const bank = { data: joinRows(rows).data, images, each: rows[0].count };
    fitted = noveltyParams({ whitening: map, bank, known });
  } finally {
    dispose(white);
  }

  const inBank = new Set(kept);
  const found = new Float32Array(total);
  let done = false;
  try {
    if (stopped()) return null;
    for (let image = 0; image < total; image++) {
      // An image's own patches are the nearest of all, and must not vouch for it.
      const neighbors = novelty.neighbors + (inBank.has(image) ? 1 : 0);
      [found[image]] = await valuesOf(() => scorePatchVectors(fitted, vectorsOf(image), neighbors).novelty); // prettier-ignore
      yield phase("novelty of training images", image + 1);
      if (stopped()) return null;
    }
    setNoveltyParams(model, fitted);
    done = true;
  } finally {
    if (!done) dispose(fitted);
  }
  return { ids: nominal.samples.map(({ id }) => id), novelty: found };
}

/** Takes the vectors over. */
async function statisticsOf(vectors: Tensor4D): Promise<RowStatistics> {
  const [, height, width, size] = vectors.shape;
  const data = (await vectors.data()) as Float32Array;
  vectors.dispose();
  return rowStatistics({ data, count: height * width, size });
}
