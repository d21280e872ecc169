import type { AnomalyMap } from "./anomalyMap.ts";
import { axesOf, blendRows } from "./_blendCells.ts";
import type { CellsAround, MapGeometry } from "./_blendCells.ts";
import type { Region } from "./region.ts";
import { RegionRuns } from "./_regionRuns.ts";

/**
 * What `findRegions(resizeMap(map, size, geometry), threshold)` gives, to the bit, without the large map. No
 * pixel is looked at where the cells around it are below the threshold. Between two centres of cells the values of
 * a row only rise or only fall (rounding keeps the order), so that the ends of that stretch tell where it
 * reaches the threshold. Time: cells, plus stretches of rows beside cells that reach the threshold.
 */
export function findResizedRegions(
  map: AnomalyMap,
  size: { height: number; width: number },
  threshold: number,
  geometry?: MapGeometry,
): Region[] {
  const { rows, columns } = axesOf(map, size, geometry);
  const hot = columnsReaching(map, threshold);
  const runs = new RegionRuns(size.width);
  const line = new Float64Array(map.width);
  for (let y = 0; y < size.height; y++) {
    const [above, below] = [rows.first[y], rows.second[y]];
    const from = Math.max(Math.min(hot.from[above], hot.from[below]) - 1, 0);
    const to = Math.max(hot.to[above], hot.to[below]);
    if (from >= to) continue;
    blendRows(map, rows, y, { line, from, to: Math.min(to + 1, map.width) });
    addRow(runs, line, columns, { row: y * size.width, from, to, threshold });
  }
  return runs.regions();
}

/** For each row of cells, the columns from the first to one past the last cell that lets a pixel reach the threshold. */
function columnsReaching({ data, height, width }: AnomalyMap, threshold: number) {
  let highest = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > highest && size < Infinity) highest = size;
  }
  // A blend of float64 is less than 16 roundings off; it is then rounded to float32, which keeps the order.
  const slack = highest * 2 ** -48;
  const from = new Int32Array(height).fill(width);
  const to = new Int32Array(height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      // What is blended with a value that is not finite is not finite, and belongs to no region.
      if (!(Math.fround(data[i] + slack) >= threshold && data[i] < Infinity)) continue;
      if (from[y] === width) from[y] = x;
      to[y] = x + 1;
    }
  return { from, to };
}

/** Adds the runs of one row of pixels, in the columns of cells from `from` to before `to`. */
function addRow(
  runs: RegionRuns,
  line: Float64Array,
  columns: CellsAround,
  { row, from, to, threshold }: { row: number; from: number; to: number; threshold: number },
): void {
  const { starts } = columns;
  for (let cell = from; cell < to; cell++) {
    const start = starts[cell];
    const last = starts[cell + 1] - 1;
    if (last < start) continue;
    const [left, right] = [valueAt(line, columns, start), valueAt(line, columns, last)];
    if (!Number.isFinite(left) || !Number.isFinite(right)) {
      addEach(runs, line, columns, { row, start, last, threshold });
    } else if (left >= right && left >= threshold) {
      let end = last;
      while (valueAt(line, columns, end) < threshold) end--;
      runs.add(row + start, row + end + 1, left, row + start);
    } else if (right > left && right >= threshold) {
      let first = start;
      while (valueAt(line, columns, first) < threshold) first++;
      let place = last; // of equal values, which rounding makes, the first
      while (valueAt(line, columns, place - 1) === right) place--;
      runs.add(row + first, row + last + 1, valueAt(line, columns, place), row + place);
    }
  }
}

/** The same where a value is not finite. */
function addEach(
  runs: RegionRuns,
  line: Float64Array,
  columns: CellsAround,
  { row, start, last, threshold }: { row: number; start: number; last: number; threshold: number },
): void {
  for (let x = start; x <= last; x++) {
    const value = valueAt(line, columns, x);
    if (value >= threshold && value < Infinity) runs.add(row + x, row + x + 1, value, row + x);
  }
}

function valueAt(line: Float64Array, { first, second, weight }: CellsAround, x: number): number {
  const left = line[first[x]];
  return Math.fround(left + weight[x] * (line[second[x]] - left));
}
