import { connectedComponents } from "@flawlens/metrics";
import type { AnomalyMap } from "./resizeMap.ts";

/** A connected part of a map at or above a threshold, in the map's pixels. */
export interface Region {
  /** Left and top pixel, and how many pixels it spans. */
  box: { x: number; y: number; width: number; height: number };
  /** Pixels in the region. */
  area: number;
  /** The highest pixel: the first in reading order where several are equal. */
  peak: { x: number; y: number; value: number };
  /** The defect type whose map it is. */
  type: string;
}

/**
 * The 8-connected regions where a map reaches a threshold, highest peak first.
 *
 * @param map - `[height, width]`.
 * @param threshold - A pixel of at least this belongs to a region.
 * @param type - The defect type to write on each region.
 */
export function findRegions(map: AnomalyMap, threshold: number, type: string): Region[] {
  const { height, width } = map;
  const mask = {
    data: Uint8Array.from(map.data, (value) => Number(value >= threshold)),
    height,
    width,
  };
  const { labels, count } = connectedComponents(mask);

  const left = new Int32Array(count).fill(width);
  const right = new Int32Array(count).fill(-1);
  const top = new Int32Array(count).fill(height);
  const bottom = new Int32Array(count).fill(-1);
  const area = new Int32Array(count);
  const peak = new Int32Array(count).fill(-1);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue; // background
    const region = labels[i] - 1;
    const x = i % width;
    const y = (i - x) / width;
    left[region] = Math.min(left[region], x);
    right[region] = Math.max(right[region], x);
    top[region] = Math.min(top[region], y);
    bottom[region] = Math.max(bottom[region], y);
    area[region]++;
    if (peak[region] < 0 || map.data[i] > map.data[peak[region]]) peak[region] = i;
  }
  return Array.from({ length: count }, (_, r) => ({
    box: { x: left[r], y: top[r], width: right[r] - left[r] + 1, height: bottom[r] - top[r] + 1 },
    area: area[r],
    peak: { x: peak[r] % width, y: Math.floor(peak[r] / width), value: map.data[peak[r]] },
    type,
  })).sort((a, b) => b.peak.value - a.peak.value);
}
