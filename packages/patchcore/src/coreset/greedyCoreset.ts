import { checkRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { principalCoordinates } from "./principalCoordinates.ts";

/** Number of principal coordinates that are compared before a distance is computed. */
const DIRECTIONS = 32;
/** How much further apart by them two rows have to be, for the rounding. */
const SURELY = 1 + 1e-6;

/**
 * Greedy k-centre, PatchCore's coreset: after a start, each row is the one that is furthest from all rows chosen
 * before it (of equally far ones the first). The result is exact, yet most distances are never computed: by the
 * triangle inequality a new centre can be nearer to a row than its own centre only if the two centres are less
 * than twice the row's distance apart; most others are too far by a few principal coordinates alone; and a
 * distance is given up as soon as it is too long.
 *
 * Memory: 270 bytes a row, 8 a chosen row.
 *
 * @param rows - Points; `sparseProjection` makes long ones short.
 * @param options - `count`: rows to choose. `start`: the first. `screened`: whether principal coordinates are
 *   compared first; default true. Of rows that vary alike in all directions, such as whitened ones, they tell too
 *   little to be worth their time. It does not change which rows are chosen.
 * @returns Their indices, one by one in the order chosen.
 * @throws {RangeError} At the first one, if rows, count or start do not fit.
 *
 * @example
 * [...greedyCoreset({ data: Float32Array.of(0, 1, 5, 6), count: 4, size: 1 }, { count: 2, start: 0 })]; // => [0, 3]
 */
export function* greedyCoreset(
  rows: Rows,
  { count, start, screened = true }: { count: number; start: number; screened?: boolean },
): Generator<number, void> {
  checkRows("greedyCoreset", rows);
  if (!Number.isInteger(count) || count < 1 || count > rows.count)
    throw new RangeError(`greedyCoreset: expected a count from 1 to ${rows.count}, got ${count}`);
  if (!Number.isInteger(start) || start < 0 || start >= rows.count)
    throw new RangeError(`greedyCoreset: expected a start below ${rows.count}, got ${start}`);

  const directions = screened ? Math.min(DIRECTIONS, rows.size) : 0;
  const screen = { data: principalCoordinates(rows, directions), directions };
  const distances = new Float64Array(rows.count).fill(Infinity);
  const owners = new Int32Array(rows.count);
  const chosen = new Int32Array(count);
  const apart = new Float64Array(count); // from the newest centre to the others
  let next = start;
  for (let k = 0; k < count; k++) {
    yield (chosen[k] = next);
    for (let j = 0; j < k; j++)
      apart[j] = Math.sqrt(squaredDistance(rows, next, chosen[j], Infinity));
    next = takeCentre(rows, next, k, { screen, distances, owners, apart });
  }
}

/** Gives each row to a new centre where that is nearer; returns the row that is now furthest from its own. */
function takeCentre(
  rows: Rows,
  centre: number,
  k: number,
  {
    screen,
    distances,
    owners,
    apart,
  }: { screen: Screen; distances: Float64Array; owners: Int32Array; apart: Float64Array },
): number {
  let furthest = -1;
  let most = -1;
  for (let i = 0; i < rows.count; i++) {
    let distance = distances[i];
    const near = k === 0 || apart[owners[i]] < 2 * distance;
    if (near && !surelyFurther(screen, i, centre, distance * distance)) {
      const squared = squaredDistance(rows, i, centre, distance * distance);
      if (squared < distance * distance) {
        // A distance is a float32 as in PyTorch, so that the same ones tie.
        distance = Math.fround(Math.sqrt(squared));
        distances[i] = distance;
        owners[i] = k;
      }
    }
    if (distance > most) {
      most = distance;
      furthest = i;
    }
  }
  return furthest;
}

/** A few coordinates of each row, `[count, directions]`. */
interface Screen {
  data: Float64Array;
  directions: number;
}

/** Whether two rows are further apart than the root of `squared` by their screen's coordinates alone. */
function surelyFurther({ data, directions }: Screen, i: number, j: number, squared: number) {
  const limit = squared * SURELY;
  let a = i * directions;
  let b = j * directions;
  let sum = 0;
  for (const end = a + directions; a < end && sum <= limit; a++, b++) {
    const x = data[a] - data[b];
    sum += x * x;
  }
  return sum > limit;
}

/** The squared distance of two rows, or something of at least `enough`. */
function squaredDistance({ data, size }: Rows, i: number, j: number, enough: number): number {
  let a = i * size;
  let b = j * size;
  const end = a + size;
  let sum = 0;
  for (const whole = end - 15; a < whole && sum < enough;) {
    let [first, second] = [0, 0]; // two sums at once keep the processor busy
    for (const stop = a + 16; a < stop; a += 2, b += 2) {
      const x = data[a] - data[b];
      const y = data[a + 1] - data[b + 1];
      first += x * x;
      second += y * y;
    }
    sum += first + second;
  }
  if (sum >= enough) return sum;
  for (; a < end; a++, b++) {
    const x = data[a] - data[b];
    sum += x * x;
  }
  return sum;
}
