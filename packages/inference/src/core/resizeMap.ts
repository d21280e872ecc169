import type { AnomalyMap } from "./anomalyMap.ts";
import { axesOf, blendRows } from "./_blendCells.ts";
import type { MapGeometry } from "./_blendCells.ts";

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
  const { first, second, weight } = columns;
  const data = new Float32Array(height * width);
  const line = new Float64Array(map.width); // the two rows of cells around y, blended
  for (let y = 0, to = 0; y < height; y++) {
    blendRows(map, rows, y, { line, from: 0, to: map.width });
    for (let x = 0; x < width; x++, to++) {
      const left = line[first[x]];
      data[to] = left + weight[x] * (line[second[x]] - left);
    }
  }
  return { data, height, width };
}
