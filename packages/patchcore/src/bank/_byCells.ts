/** Cells of an image that are compared with a bank in one product. */
const cellsAtOnce = 1024;

/**
 * Does some cells of an image at a time: the products of all cells of a fine grid with a bank would take hundreds of
 * megabytes together.
 */
export function byCells<T>(cells: number, part: (first: number, count: number) => T): T[] {
  return Array.from({ length: Math.ceil(cells / cellsAtOnce) }, (_, i) => {
    const first = i * cellsAtOnce;
    return part(first, Math.min(cellsAtOnce, cells - first));
  });
}
