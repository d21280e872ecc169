import type { Params } from "@flawlens/backbones";
import { joinRows, longestRows, markedCells, takeRows } from "@flawlens/detector";
import type { ImageSource, Rows } from "@flawlens/detector";
import type { EncodingNetwork } from "../data/fillFeatureCache.ts";
import { patchCache } from "./_patchCache.ts";
import { whitenPatches } from "./scorePatchVectors.ts";
import { valuesOf } from "./_valuesOf.ts";

/** Most patches of known anomalies together that are kept. */
const mostKnown = 1000;

/**
 * The whitened patches of known anomalies that lie under their masks; of each image those that are farthest from the
 * mean, of all images as many.
 *
 * @returns `undefined` where no mask marks anything, or the signal came.
 */
export async function knownPatches(
  model: EncodingNetwork,
  fewShot: ImageSource,
  { white, ...options }: { white: Params; batchSize?: number; signal?: AbortSignal },
): Promise<Rows | undefined> {
  const { samples } = fewShot;
  const filling = patchCache(model, fewShot, options);
  let step = await filling.next();
  while (!step.done) step = await filling.next();
  const cache = step.value;
  if (options.signal?.aborted) return undefined;
  const kept: Rows[] = [];
  for (const image of samples.keys()) {
    const mask = await fewShot.readMask(image);
    const [height, width] = cache.shapes[0];
    const marked = markedCells(mask, [height, width]);
    if (!marked) continue;
    const data = await valuesOf(() => whitenPatches(white, cache.batch([image])[0]).white);
    const count = height * width;
    const under = [...marked.keys()].filter((cell) => marked[cell] === 1);
    const rows = takeRows({ data, count, size: data.length / count }, under);
    kept.push(longestRows(rows, Math.max(1, Math.floor(mostKnown / samples.length))));
  }
  const all = joinRows(kept);
  return all.count > 0 ? all : undefined;
}
