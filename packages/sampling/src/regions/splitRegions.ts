import type { Box, Grid, Point } from "@flawlens/metrics";
import { checkDbscan, type DbscanOptions } from "./_checkDbscan.ts";
import { isAmbiguous } from "./_isAmbiguous.ts";
import { clusterLattice, type Foreground } from "./_lattice.ts";
import { clusterPoints } from "./dbscan.ts";

/** One region of a mask. */
export interface SplitRegion {
  /** Number of its pixels. */
  area: number;
  /** The smallest box that holds all its pixels. */
  box: Box;
  /** Mean of its pixel centres; it can lie outside the region. */
  centroid: Point;
  /** Its pixels, `y * width + x`, ascending: a view into one array shared by all regions. */
  pixels: Int32Array;
}

/** The result of {@link splitRegions}. */
export interface SplitRegions {
  /** `[H * W]`: the region of each pixel from 0, -1 for background and noise. */
  labels: Int32Array;
  /** The regions; `regions[k]` has label k. */
  regions: SplitRegion[];
}

/**
 * Splits a mask into its separate regions by DBSCAN of its foreground pixels: pixels of
 * one region may touch or lie up to `eps` apart, specks of fewer than `minSamples` pixels
 * are noise. Labels are exactly those of scikit-learn's
 * `DBSCAN(eps, min_samples).fit_predict(np.argwhere(mask))`: a pixel is core if at least
 * `minSamples` foreground pixels, itself included, lie within `eps` (inclusive); regions
 * are numbered by their first core pixel row by row; another pixel joins the lowest
 * numbered region with a core pixel within `eps`, or is noise. With `minSamples` 1, an `eps` in
 * [1, √2) gives the 4-connected components, one in [√2, 2) the 8-connected ones.
 *
 * Time is linear in pixels: O(H·W + ⌈eps⌉·foreground), the factor being reached only where
 * the foreground is dust. Memory: the result, 6 bytes per pixel and at most 16 a foreground
 * pixel. The exception is an `eps` that is the double just below an irrational distance of pixels
 * (√13, √18, √26 ...: `eps * eps` is below 13, `Math.sqrt(13)` is not above eps), where
 * scikit-learn takes some such pairs for neighbors and others not, by the nodes of its
 * tree: that tree is built then, as `dbscan` does, in O(N log N). Choose a value between two distances instead.
 *
 * @param mask - `[H, W]`, not 0 on the foreground, 0 elsewhere; a side may be 0.
 * @param options.eps - Pixels; default `max(3, 0.005 · max(H, W))`: small enough to keep
 *   defects apart, large enough for scratches one pixel wide.
 * @param options.minSamples - Default 5, with which straight and diagonal lines one pixel wide
 *   stay regions and specks of fewer than 5 pixels become noise.
 * @throws {RangeError} If the data do not fit the size, `eps` is not positive and finite
 *   or `minSamples` is not a whole number of at least 1.
 *
 * @example
 * const mask = { data: [1, 1, 0, 0, 0, 1], height: 1, width: 6 };
 * splitRegions(mask, { eps: 1, minSamples: 1 }).labels; // => Int32Array [0, 0, -1, -1, -1, 1]
 */
export function splitRegions(mask: Grid, options: Partial<DbscanOptions> = {}): SplitRegions {
  const { height, width } = mask;
  const foreground = foregroundOf(mask);
  const { eps = Math.max(3, 0.005 * Math.max(height, width)), minSamples = 5 } = options;
  checkDbscan("splitRegions", { eps, minSamples });
  const { labels, count } = isAmbiguous(eps)
    ? clusterByTree(foreground, { eps, minSamples })
    : clusterLattice(foreground, { eps, minSamples });
  return { labels, regions: regionsOf(labels, count, foreground) };
}

function foregroundOf({ data, height, width }: Grid): Foreground {
  if (!Number.isSafeInteger(height) || !Number.isSafeInteger(width) || height < 0 || width < 0)
    throw new RangeError(
      `splitRegions: expected whole sides of at least 0, got ${height} x ${width}`,
    );
  if (data.length !== height * width)
    throw new RangeError(
      `splitRegions: expected ${height} x ${width} = ${height * width} pixels, got ${data.length}`,
    );
  const bits = new Uint8Array(height * width);
  let count = 0;
  for (let i = 0; i < bits.length; i++) count += bits[i] = data[i] ? 1 : 0;
  const pixels = new Int32Array(count + 1); // one place to spare: each index is written, then kept or not
  for (let i = 0, kept = 0; i < bits.length; i++) {
    pixels[kept] = i;
    kept += bits[i];
  }
  return { bits, pixels: pixels.subarray(0, count), height, width };
}

function clusterByTree({ bits, pixels, width }: Foreground, options: DbscanOptions) {
  const coordinates = new Float64Array(2 * pixels.length);
  pixels.forEach((pixel, i) => {
    coordinates[2 * i] = Math.floor(pixel / width);
    coordinates[2 * i + 1] = pixel % width;
  });
  const found = clusterPoints(coordinates, 2, options);
  const labels = new Int32Array(bits.length).fill(-1);
  pixels.forEach((pixel, i) => {
    labels[pixel] = found.labels[i];
  });
  return { labels, count: found.count };
}

function regionsOf(
  labels: Int32Array,
  count: number,
  { pixels, width }: Foreground,
): SplitRegion[] {
  const ends = new Int32Array(count);
  for (let i = 0; i < pixels.length; i++) {
    const label = labels[pixels[i]];
    if (label >= 0) ends[label]++;
  }
  let total = 0;
  for (let region = 0; region < count; region++) {
    const area = ends[region];
    ends[region] = total; // where its pixels begin, until they are filled in
    total += area;
  }
  const starts = ends.slice();
  const sorted = new Int32Array(total);
  for (let i = 0; i < pixels.length; i++) {
    const label = labels[pixels[i]];
    if (label >= 0) sorted[ends[label]++] = pixels[i];
  }
  return Array.from(starts, (start, region) =>
    measure(sorted.subarray(start, ends[region]), width),
  );
}

function measure(pixels: Int32Array, width: number): SplitRegion {
  const area = pixels.length;
  let row = Math.floor(pixels[0] / width);
  let begin = row * width; // first pixel of the row
  const top = row;
  let left = width;
  let right = 0;
  let rows = 0;
  let columns = 0;
  for (let i = 0; i < area; i++) {
    while (pixels[i] >= begin + width) {
      begin += width;
      row++;
    }
    const column = pixels[i] - begin;
    if (column < left) left = column;
    if (column > right) right = column;
    rows += row;
    columns += column;
  }
  return {
    area,
    box: { x: left, y: top, width: right - left + 1, height: row - top + 1 },
    centroid: { x: columns / area, y: rows / area },
    pixels,
  };
}
