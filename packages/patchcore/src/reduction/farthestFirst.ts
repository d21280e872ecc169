import { checkRows, takeRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { greedyCoreset } from "../coreset/greedyCoreset.ts";
import type { Covering } from "./reduction.ts";

/**
 * Some rows that cover all: first the one that is furthest from their mean, then each time the one that is furthest
 * from those before; of equally far ones the first. No choice of as many rows has less than half the radius (Gonzalez
 * 1985).
 *
 * @param count - How many; where there are no more rows than that, all are taken, in order.
 * @returns The rows in the order chosen, and how far the others are from them.
 * @throws {RangeError} If there is no row, or `count` is not a whole number of at least 1.
 *
 * @example
 * farthestFirst({ data: Float32Array.of(0, 1, 5), count: 3, size: 1 }, 2); // => rows 5 and 0, radius 1
 */
export function farthestFirst(rows: Rows, count: number): Covering {
  checkRows("farthestFirst", rows);
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`farthestFirst: expected at least 1 row, got ${count}`);
  if (count >= rows.count)
    return { rows: takeRows(rows, [...Array(rows.count).keys()]), radius: 0 };
  const start = furthestFromMean(rows);
  // The row that would be chosen next is the one that the radius is taken to.
  const chosen = [...greedyCoreset(rows, { count: count + 1, start, screened: false })];
  const next = chosen.pop() as number;
  const kept = takeRows(rows, chosen);
  return { rows: kept, radius: distanceTo(kept, takeRows(rows, [next]).data) };
}

function furthestFromMean({ data, count, size }: Rows): number {
  const mean = new Float64Array(size);
  for (let i = 0; i < data.length; i++) mean[i % size] += data[i] / count;
  let [furthest, most] = [0, -1];
  for (let i = 0; i < count; i++) {
    let squared = 0;
    for (let c = 0, at = i * size; c < size; c++, at++) squared += (data[at] - mean[c]) ** 2;
    if (squared > most) [furthest, most] = [i, squared];
  }
  return furthest;
}

/** From a point to the nearest row. */
function distanceTo({ data, count, size }: Rows, point: Float32Array): number {
  let nearest = Infinity;
  for (let i = 0; i < count; i++) {
    let squared = 0;
    for (let c = 0, at = i * size; c < size; c++, at++) squared += (data[at] - point[c]) ** 2;
    nearest = Math.min(nearest, squared);
  }
  return Math.sqrt(nearest);
}
