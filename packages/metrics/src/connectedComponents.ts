import { binaryMask } from "./_check.ts";
import { findRuns } from "./_runs.ts";
import type { Grid } from "./grid.ts";

/**
 * The regions of a mask: sets of anomalous pixels that touch, diagonal neighbors
 * included (8-connected), as AUPRO counts them. Numbered as scipy's `label` with a
 * 3 x 3 structure of ones does, by their first pixel row by row. Linear time;
 * 4 bytes per pixel for the result, at most 8 more while it runs.
 *
 * @param mask - `[H, W]`, `1` on anomalous pixels, `0` elsewhere.
 * @returns `labels`, `[H * W]`: `0` off the regions, else `1` to `count`.
 * @throws {RangeError} If the mask is not binary or its size is wrong.
 *
 * @example
 * connectedComponents({ data: [1, 0, 0, 0, 1, 0, 0, 0, 1], height: 3, width: 3 }).count; // => 1
 */
export function connectedComponents(mask: Grid): { labels: Int32Array; count: number } {
  const bits = binaryMask("connectedComponents", "mask", mask);
  const { starts, ends, components, areas } = findRuns(bits, mask.width);
  const labels = new Int32Array(bits.length);
  for (let run = 0; run < starts.length; run++)
    labels.fill(components[run] + 1, starts[run], ends[run]);
  return { labels, count: areas.length };
}
