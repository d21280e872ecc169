import type { AnomalyMap } from "./anomalyMap.ts";
import { axesOf, blendRows } from "./_blendCells.ts";
import type { CellsAround, MapGeometry } from "./_blendCells.ts";

/**
 * Enlarges (or shrinks) a map bilinearly: between the centres of cells a weighted mean,
 * beyond the outermost centres the nearest cell. Without `geometry` the cells tile the
 * image (half-pixel centres: `align_corners = false` of PyTorch); with it, cell `i` is
 * centred on pixel `offset + i * stride` of an image of `geometry.size` pixels.
 *
 * @param map - `[height, width]`.
 * @param size - Pixels of the result.
 * @param geometry - Offset, stride and the height and width of the image they are given for.
 * @returns A new map; the values stay within those of `map`. A pixel is not finite where one of the cells it is
 *   blended from is not finite.
 *
 * @example
 * resizeMap({ data: Float32Array.of(0, 1, 4), height: 1, width: 3 }, { height: 1, width: 7 });
 * // => data [0, 1/7, 4/7, 1, 16/7, 25/7, 4]
 */
export function resizeMap(
  map: AnomalyMap,
  size: { height: number; width: number },
  geometry?: MapGeometry,
): AnomalyMap {
  const { height, width } = size;
  const { rows, columns } = axesOf(map, size, geometry);
  const data = new Float32Array(height * width);
  const line = new Float64Array(map.width); // the two rows of cells around y, blended
  for (let y = 0; y < height; y++) {
    blendRows(map, rows, y, { line, from: 0, to: map.width });
    writeRow(data, y * width, line, columns);
  }
  return { data, height, width };
}

/** Writes one row of pixels, cell by cell, so that what pixels share is read once. */
function writeRow(
  data: Float32Array,
  row: number,
  line: Float64Array,
  { second, weight, starts }: CellsAround,
): void {
  for (let cell = 0; cell < line.length; cell++) {
    const left = line[cell];
    const step = line[Math.min(cell + 1, line.length - 1)] - left;
    const end = starts[cell + 1];
    let x = starts[cell];
    if (Number.isFinite(step)) for (; x < end; x++) data[row + x] = left + weight[x] * step;
    else for (; x < end; x++) data[row + x] = left + weight[x] * (line[second[x]] - left);
  }
}
