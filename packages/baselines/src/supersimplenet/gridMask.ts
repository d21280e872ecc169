import type { Mask } from "@flawlens/datasets";

/**
 * A mask on a coarser grid, as the release makes it: bilinear between half-pixel centres, without smoothing first,
 * and 1 from one half on. What is smaller than a cell may vanish.
 *
 * @param mask - 1 where anomalous, else 0.
 * @returns `[height * width]`, 0 or 1, row by row.
 */
export function gridMask(
  mask: Mask,
  { height, width }: { height: number; width: number },
): Uint8Array {
  const rows = samplesAlong(mask.height, height);
  const columns = samplesAlong(mask.width, width);
  const cells = new Uint8Array(height * width);
  for (const [y, row] of rows.entries())
    for (const [x, column] of columns.entries()) {
      const at = (i: number, j: number) => mask.data[i * mask.width + j];
      const mix = (i: number) =>
        (1 - column.weight) * at(i, column.first) + column.weight * at(i, column.second);
      const value = (1 - row.weight) * mix(row.first) + row.weight * mix(row.second);
      cells[y * width + x] = value < 0.5 ? 0 : 1;
    }
  return cells;
}

/** For each cell along one side the two pixels it lies between, and the weight of the second. */
function samplesAlong(pixels: number, cells: number) {
  return Array.from({ length: cells }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * pixels) / cells - 0.5);
    const first = Math.min(Math.floor(at), pixels - 1);
    return { first, second: Math.min(first + 1, pixels - 1), weight: at - first };
  });
}
