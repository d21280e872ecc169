import type { AnomalyMap } from "@flawlens/inference/core";

/**
 * The highest cell of the sum of some maps, as calibration reads them; NaN if one is.
 *
 * @param maps - At least one, all of one size.
 *
 * @example
 * peakOf([{ data: Float32Array.of(1, 3), height: 1, width: 2 }]); // => 3
 */
export function peakOf(maps: readonly AnomalyMap[]): number {
  let high = -Infinity;
  for (let cell = 0; cell < maps[0].data.length; cell++) {
    let sum = 0;
    for (const { data } of maps) sum += data[cell];
    if (Number.isNaN(sum)) return NaN;
    if (sum > high) high = sum;
  }
  return high;
}
