import type { Box, Grid } from "@flawlens/metrics";
import { splitRegions } from "@flawlens/sampling";

import { describeRegions } from "./describe.ts";
import type { RankedDescription } from "./describe.ts";
import type { Picture } from "./picture.ts";
import type { RegionEmbedder } from "./regionEmbedder.ts";

export interface DescribeMapOptions {
  /** The texts to choose from. */
  candidates: readonly string[];
  /** A pixel whose score is at least this belongs to a region: a detector's map threshold. */
  threshold: number;
  /** Regions of fewer pixels are left out; default a thousandth of the image. */
  minPixels?: number;
}

/** A region of an anomaly map, and its descriptions. */
export interface DescribedMapRegion {
  /** Its pixels, 0 or 1, in the image's size. */
  mask: Grid & { data: Uint8Array };
  /** Number of its pixels. */
  area: number;
  box: Box;
  /** The candidates, the best first. */
  ranking: RankedDescription[];
}

/**
 * Describes what a detector found: the parts of an anomaly map at or above a threshold are split into
 * regions (`splitRegions`), and each is described.
 *
 * @param map - Scores of the image's size, finite; higher means more anomalous.
 * @returns The largest region first; empty where the map stays below the threshold.
 * @throws {RangeError} If the map has another size than the image, a score or the threshold is not
 *   finite, or there is no candidate.
 *
 * @example
 * const found = await describeMap(model, image, prediction.anomalyMap, { candidates, threshold: 0.4 });
 * found[0]?.ranking[0].description;
 */
export async function describeMap(
  model: RegionEmbedder,
  image: Picture,
  map: Grid,
  { candidates, threshold, minPixels = Math.ceil((image.height * image.width) / 1000) }: DescribeMapOptions, // prettier-ignore
): Promise<DescribedMapRegion[]> {
  const { data: scores, height, width } = map;
  if (height !== image.height || width !== image.width || scores.length !== height * width)
    throw new RangeError(
      `describeMap: expected a map of ${image.height} x ${image.width} as the image, got ${height} x ${width} with ${scores.length} scores`,
    );
  if (!Number.isFinite(threshold))
    throw new RangeError(`describeMap: expected a finite threshold, got ${threshold}`);
  const above = new Uint8Array(height * width);
  for (let i = 0; i < above.length; i++) {
    if (!Number.isFinite(scores[i]))
      throw new RangeError(
        `describeMap: expected finite scores, got map.data[${i}] = ${scores[i]}`,
      );
    above[i] = scores[i] >= threshold ? 1 : 0;
  }
  const regions = splitRegions({ data: above, height, width })
    .regions.filter(({ area }) => area >= minPixels)
    .map(({ area, box, pixels }) => {
      const data = new Uint8Array(height * width);
      for (const pixel of pixels) data[pixel] = 1;
      return { area, box, mask: { data, height, width } };
    })
    .toSorted((a, b) => b.area - a.area);
  const rankings = await describeRegions(model, image, regions, candidates);
  return regions.map((region, i) => ({ ...region, ranking: rankings[i] }));
}
