import type { Grid } from "@flawlens/metrics";

import type { RegionRecord } from "./regionRecord.ts";

/** The mask of a region: 1 on its pixels and 0 elsewhere, in the size of its image. */
export function regionMask({
  runs,
  height,
  width,
}: Pick<RegionRecord, "runs" | "height" | "width">): Grid & { data: Uint8Array } {
  const data = new Uint8Array(height * width);
  for (let i = 0; i < runs.length; i += 2) data.fill(1, runs[i], runs[i] + runs[i + 1]);
  return { data, height, width };
}

/** Ascending pixels as runs: for each run its first pixel and its length. */
export function runsOf(pixels: ArrayLike<number>): number[] {
  const runs: number[] = [];
  for (let i = 0; i < pixels.length; i++) {
    if (i > 0 && pixels[i] === pixels[i - 1] + 1) runs[runs.length - 1]++;
    else runs.push(pixels[i], 1);
  }
  return runs;
}
