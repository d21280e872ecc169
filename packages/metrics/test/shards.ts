import * as fc from "fast-check";
import type { Bounded } from "../src/_bounded.ts";
import type { Grid } from "../src/grid.ts";

/** Which of three shards sees each item. */
export const deals = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 50, maxLength: 50 });

/** Feeds each sample to its shard's meter; the meters come back last first. */
export function shardSamples<M extends { add(scores: number[], labels: number[]): unknown }>(
  meters: M[],
  { scores, labels }: { scores: number[]; labels: number[] },
  deal: number[],
): M[] {
  for (const [i, score] of scores.entries()) meters[deal[i]].add([score], [labels[i]]);
  return meters.toReversed();
}

/** Feeds each image to its shard's meter; the meters come back last first. */
export function shardImages<M extends { add(map: Grid, mask: Grid): unknown }>(
  meters: M[],
  { maps, masks }: { maps: Grid[]; masks: Grid[] },
  deal: number[],
): M[] {
  for (const [i, map] of maps.entries()) meters[deal[i]].add(map, masks[i]);
  return meters.toReversed();
}

/** Through text and back, as between machines. */
export function posted<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Whether an interval holds the exact value, up to the rounding of sums of fractions. */
export function holds(exact: number): (bounded: Bounded) => boolean {
  const rounding = 1e-12;
  return ({ low, value, high }) =>
    low <= exact + rounding &&
    exact <= high + rounding &&
    low <= value + rounding &&
    value <= high + rounding;
}
