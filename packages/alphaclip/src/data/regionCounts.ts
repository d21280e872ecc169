import type { Split } from "@flawlens/datasets";

import type { RegionRecord } from "./regionRecord.ts";

/** Number of regions of each split. */
export type SplitCounts = Record<Split, number>;

export interface RegionCounts {
  total: SplitCounts;
  /** The paper's Table 1. */
  byCategory: Record<string, SplitCounts>;
  /** The counts by the number of regions in the image: the paper's Table 2, without its group "4 or more". */
  byRegionCount: Record<number, SplitCounts>;
}

/** Counts regions as the paper's Tables 1 and 2 do. */
export function regionCounts(
  regions: readonly Pick<RegionRecord, "category" | "split" | "regionCount">[],
): RegionCounts {
  const none = (): SplitCounts => ({ train: 0, validation: 0, test: 0 });
  const total = none();
  const byCategory = new Map<string, SplitCounts>(); // a category may be called "constructor"
  const byRegionCount: Record<number, SplitCounts> = {};
  for (const { category, split, regionCount } of regions) {
    total[split]++;
    const own = byCategory.get(category) ?? none();
    byCategory.set(category, own);
    own[split]++;
    (byRegionCount[regionCount] ??= none())[split]++;
  }
  return { total, byCategory: Object.fromEntries(byCategory), byRegionCount };
}

/** The two tables as text for a terminal. */
export function formatRegionCounts({ total, byCategory, byRegionCount }: RegionCounts): string {
  const table = (title: string, rows: [string, SplitCounts][]) => {
    const cells = [
      [title, "train", "validation", "test"],
      ...[...rows, ["total", total] as [string, SplitCounts]].map(([name, row]) => [
        name,
        `${row.train}`,
        `${row.validation}`,
        `${row.test}`,
      ]),
    ];
    const wide = Math.max(...cells.map(([name]) => name.length));
    return cells
      .map(([name, ...numbers]) => name.padEnd(wide) + numbers.map((n) => n.padStart(12)).join(""))
      .join("\n");
  };
  return [
    table("category", Object.entries(byCategory)),
    table("regions an image", Object.entries(byRegionCount)),
  ].join("\n\n");
}
