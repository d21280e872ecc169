/** How many values lie in `[from, to)`. */
export interface Bin {
  from: number;
  to: number;
  count: number;
}

/**
 * A histogram of values on a range that several histograms share. The bin that holds `cut` is parted there, so that no
 * bar stands on both sides of a threshold.
 *
 * @param values - Those outside of the range, or not finite, are left out.
 * @param range - `low < high`; the last of `bins` bins of equal width holds `high` too.
 *
 * @example
 * histogram([0, 1, 4], { low: 0, high: 4, bins: 2 }).map(({ count }) => count); // => [2, 1]
 */
export function histogram(
  values: readonly number[],
  { low, high, bins, cut }: { low: number; high: number; bins: number; cut?: number | null },
): Bin[] {
  const width = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * width));
  const all = typeof cut === "number" && cut > low && cut < high ? [...edges, cut] : edges;
  const sorted = [...new Set(all)].sort((a, b) => a - b);
  const found = sorted.slice(0, -1).map((from, i): Bin => ({ from, to: sorted[i + 1], count: 0 }));
  for (const value of values) {
    if (!(value >= low && value <= high)) continue;
    found[
      Math.max(
        found.findLastIndex(({ from }) => value >= from),
        0,
      )
    ].count++;
  }
  return found;
}

/**
 * The range of some values with room at both ends.
 *
 * @param values - Those that are not finite are left out.
 * @returns `[0, 1]` where there are none, and a range around the value where all are equal.
 *
 * @example
 * rangeOf([10, 20]); // => { low: 9.6, high: 20.4 }
 */
export function rangeOf(values: readonly number[]): { low: number; high: number } {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { low: 0, high: 1 };
  let [low, high] = [Infinity, -Infinity];
  for (const value of finite) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const room = low === high ? Math.max(Math.abs(low), 1) / 2 : (high - low) / 25;
  return { low: low - room, high: high + room };
}

/**
 * Round numbers on a range, about `count` of them.
 *
 * @example
 * ticks({ low: 9.6, high: 20.4 }, 5); // => [10, 15, 20]
 */
export function ticks({ low, high }: { low: number; high: number }, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((step) => step >= rough) ?? rough;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
