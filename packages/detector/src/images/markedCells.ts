import type { Mask } from "@flawlens/datasets";

/**
 * The cells of a grid that a mask marks: those with at least one anomalous pixel, so that no small defect is lost.
 * Pixel y lies in row floor(y · rows / height).
 *
 * @returns `[rows, columns]`, 1 where marked; `null` without a mask, and for one that marks nothing, which
 *   tells nothing about an image that is known to be anomalous.
 *
 * @example
 * markedCells({ data: Uint8Array.of(0, 0, 0, 1), height: 1, width: 4 }, [1, 2]); // => [0, 1]
 */
export function markedCells(
  mask: Mask | null,
  [rows, columns]: readonly [number, number],
): Uint8Array | null {
  if (mask === null) return null;
  const { data, height, width } = mask;
  const cells = new Uint8Array(rows * columns);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * columns;
    for (let x = 0; x < width; x++)
      if (data[y * width + x] !== 0) cells[row + Math.floor((x * columns) / width)] = 1;
  }
  return cells.includes(1) ? cells : null;
}
