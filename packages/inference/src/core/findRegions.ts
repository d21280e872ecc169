import type { AnomalyMap } from "./anomalyMap.ts";
import type { Region } from "./region.ts";
import { RegionRuns } from "./_regionRuns.ts";

/**
 * The 8-connected regions where a map reaches a threshold, highest peak first. A value that is not
 * finite belongs to none. Linear in the pixels.
 *
 * @param map - `[height, width]`, at least one pixel.
 * @param threshold - A pixel of at least this belongs to a region; finite.
 * @throws {RangeError} If `data` has another number of values than pixels, or none.
 *
 * @example
 * findRegions({ data: Float32Array.of(0, 3, 5), height: 1, width: 3 }, 2);
 * // => [{ box: { x: 1, y: 0, width: 2, height: 1 }, area: 2, peak: { x: 2, y: 0, value: 5 } }]
 */
export function findRegions({ data, height, width }: AnomalyMap, threshold: number): Region[] {
  if (!(height >= 1 && width >= 1) || data.length !== height * width)
    throw new RangeError(
      `findRegions: expected a map of height x width values, got ${height}x${width} with ${data.length}`,
    );
  const runs = new RegionRuns(width);
  for (let row = 0; row < data.length; row += width)
    for (let i = row, end = row + width; i < end; i++) {
      if (!reaches(data[i], threshold)) continue;
      const start = i;
      let place = i;
      for (; i < end && reaches(data[i], threshold); i++) if (data[i] > data[place]) place = i;
      runs.add(start, i, data[place], place);
    }
  return runs.regions();
}

function reaches(value: number, threshold: number): boolean {
  return value >= threshold && value < Infinity;
}
