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

/**
 * What is known of each cell of an image's maps.
 *
 * Nothing of an image shows a type that the image does not show. A cell outside of the mask shows no type at all, and
 * one inside shows the image's type. Where the image shows several types, nobody knows which of them a marked cell
 * shows; without marked cells nobody knows which cells show the image's types.
 *
 * @param labels - `[M]`, 1 where the image shows a type.
 * @param marked - `[cells]`, as {@link markedCells} gives them.
 * @returns `[cells, M]`: 1 anomalous, 0 normal, -1 not known.
 */
export function cellLabels(
  labels: readonly number[],
  marked: Uint8Array | null,
  cells: number,
): Float32Array {
  const types = labels.length;
  const several = labels.filter((label) => label === 1).length > 1;
  const inside = several ? -1 : 1;
  const result = new Float32Array(cells * types);
  for (let cell = 0; cell < cells; cell++)
    for (let k = 0; k < types; k++)
      if (labels[k] === 1)
        result[cell * types + k] = marked === null ? -1 : marked[cell] === 1 ? inside : 0;
  return result;
}
