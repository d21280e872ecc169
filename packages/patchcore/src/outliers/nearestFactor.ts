import type { OutlierFactor } from "./outlierFactor.ts";

/**
 * 1 and the distance to the nearest other vector: the simplest of SoftPatch's factors. Unlike the local outlier
 * factor it depends on the scale of the vectors, and knows nothing of how densely normal ones lie.
 *
 * @example
 * fitSoftpatch(model, { source, random, factor: nearestFactor });
 */
export const nearestFactor: OutlierFactor = {
  name: "distance to the nearest",
  of: (distances, count) =>
    Float64Array.from({ length: count }, (_, i) => {
      let least = Infinity;
      for (let o = 0; o < count; o++)
        if (o !== i) least = Math.min(least, distances[i * count + o]);
      return 1 + least;
    }),
};
