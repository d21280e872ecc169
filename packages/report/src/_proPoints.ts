import { connectedComponents, type Grid } from "@flawlens/metrics";

/**
 * Points of the PRO curve for a plot, without ranking the pixels again: each is exact at its
 * threshold, and thresholds are taken from a sample of normal pixels so that false-positive
 * fractions up to the limit lie about `limit / points` apart. The end `(1, 1)` is always there.
 *
 * A pass over all pixels and a look into a table for those that matter.
 */
export function proPoints(
  maps: readonly Grid[],
  masks: readonly Grid[],
  { limit, points = 1000 }: { limit: number; points?: number },
): { x: Float64Array; y: Float64Array } {
  const thresholds = risingThresholds(maps, masks, { limit, points });
  const binOf = finder(thresholds);
  const normal = new Float64Array(thresholds.length); // pixels from one threshold to the next
  const covered = new Float64Array(thresholds.length); // likewise, regions
  let normals = 0;
  let regions = 0;
  for (const [i, { data }] of maps.entries()) {
    const { labels, count } = connectedComponents(masks[i]);
    regions += count;
    const areas = new Float64Array(count + 1);
    for (let p = 0; p < labels.length; p++) areas[labels[p]]++;
    normals += areas[0]; // label 0
    for (let p = 0; p < data.length; p++) {
      if (data[p] < thresholds[0]) continue;
      const bin = binOf(data[p]);
      if (labels[p] === 0) normal[bin]++;
      else covered[bin] += 1 / areas[labels[p]];
    }
  }

  const n = thresholds.length;
  const [x, y] = [new Float64Array(n + 2), new Float64Array(n + 2)];
  for (let i = 1; i <= n; i++) {
    x[i] = x[i - 1] + normal[n - i] / normals;
    y[i] = Math.min(1, y[i - 1] + covered[n - i] / regions);
  }
  x[n + 1] = 1;
  y[n + 1] = 1;
  return { x, y };
}

const sampled = 50_000; // of these, 15 lie between two of 1000 points up to 0.3

function risingThresholds(
  maps: readonly Grid[],
  masks: readonly Grid[],
  { limit, points }: { limit: number; points: number },
): Float64Array {
  const pixels = maps.reduce((sum, { data }) => sum + data.length, 0);
  const step = Math.max(1, Math.floor(pixels / sampled)) | 1; // odd: it walks through all columns
  const scores: number[] = [];
  let at = 0; // in the image at hand
  for (const [i, { data }] of maps.entries()) {
    for (; at < data.length; at += step) if (masks[i].data[at] === 0) scores.push(data[at]);
    at -= data.length;
  }
  const descending = Float64Array.from(scores).sort().reverse();
  const reach = Math.min(1, 1.1 * limit + 0.01); // past the limit, whatever the sample missed
  const chosen = new Set<number>();
  for (let j = points; j >= 0; j--) {
    const rank = Math.floor((j / points) * reach * (descending.length - 1));
    if (descending.length > 0) chosen.add(descending[rank]);
  }
  return Float64Array.from(chosen);
}

/**
 * Finds the place of the last of some rising values that is at most a value, which the first one
 * is: by a table of places at equal steps, and a binary search between two of them.
 */
function finder(rising: Float64Array): (value: number) => number {
  const steps = 4096;
  const last = rising.length - 1;
  const scale = Math.min(steps / (rising[last] - rising[0]), Number.MAX_VALUE); // of one value too
  const places = new Int32Array(steps + 1);
  for (let place = 0, step = 0; step <= steps; step++) {
    while (place < last && Math.floor((rising[place + 1] - rising[0]) * scale) <= step) place++;
    places[step] = place; // the highest that a value of this step can have
  }
  return (value) => {
    if (value >= rising[last]) return last;
    const step = Math.floor((value - rising[0]) * scale);
    let low = step === 0 ? 0 : places[step - 1];
    let high = places[step];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rising[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
