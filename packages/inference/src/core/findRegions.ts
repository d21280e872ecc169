import { regionStatistics } from "@flawlens/metrics";
import type { Box } from "@flawlens/metrics";
import type { AnomalyMap } from "./anomalyMap.ts";

/** A connected part of a map at or above a threshold, in the map's pixels. */
export interface Region {
  box: Box;
  /** Pixels in the region. */
  area: number;
  /** The highest pixel: the first in reading order where several are equal. */
  peak: { x: number; y: number; value: number };
}

/** A region of an image that was found anomalous, in the original image's pixels. */
export interface FoundRegion extends Region {
  /** The defect type whose map it is; `null` where no single type accounts for the image. */
  type: string | null;
  /**
   * Whether the map stays below its threshold everywhere, so that this is only its strongest place: the
   * image's score is raised over a wide area.
   */
  weak: boolean;
}

/**
 * The 8-connected regions where a map reaches a threshold, highest peak first. A value that is not
 * finite belongs to none. Linear in the pixels.
 *
 * @param map - `[height, width]`, at least one pixel.
 * @param threshold - A pixel of at least this belongs to a region; finite.
 *
 * @example
 * findRegions({ data: Float32Array.of(0, 3, 5), height: 1, width: 3 }, 2);
 * // => [{ box: { x: 1, y: 0, width: 2, height: 1 }, area: 2, peak: { x: 2, y: 0, value: 5 } }]
 */
export function findRegions({ height, width, data }: AnomalyMap, threshold: number): Region[] {
  const mask = new Uint8Array(data.length);
  const scores = new Float32Array(data.length); // outside of the mask any finite number will do
  for (let i = 0; i < data.length; i++) {
    if (!(data[i] >= threshold) || !Number.isFinite(data[i])) continue;
    mask[i] = 1;
    scores[i] = data[i];
  }
  return regionStatistics({ data: mask, height, width }, { data: scores, height, width })
    .map(({ box, area, peak }): Region => ({ box, area, peak }))
    .sort((a, b) => b.peak.value - a.peak.value);
}
