import { quantile } from "@flawlens/detector";
import type { NoveltyRecord } from "./fitNovelty.ts";

/**
 * Images taken as normal, the least trusted first: those that are least like the other images.
 *
 * @returns All of them; `weight` is the median novelty divided by the image's own: 1 is usual, one half is twice as far
 *   from other images.
 *
 * @example
 * const [worst] = noveltySuspects({ ids: ["a", "b", "c"], novelty: Float32Array.of(2, 4, 2) }); // => b, weight 0.5
 */
export function noveltySuspects({ ids, novelty }: NoveltyRecord): { id: string; weight: number }[] {
  const median = quantile(novelty.toSorted(), 0.5) ?? 0;
  return ids
    .map((id, i) => ({ id, weight: novelty[i] > 0 ? median / novelty[i] : 1 }))
    .toSorted((a, b) => a.weight - b.weight);
}
