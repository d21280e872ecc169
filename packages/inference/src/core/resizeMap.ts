import type { AnomalyMap } from "./anomalyMap.ts";

/** The centres of a map's cells along each axis of the image: that of cell `i` is pixel `offset + i * stride`. */
export interface CellGeometry {
  offset: number;
  stride: number;
}

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
  geometry?: CellGeometry & { size: { height: number; width: number } },
): AnomalyMap {
  const { height, width } = size;
  const rows = cellsAround(
    map.height,
    height,
    geometry && { ...geometry, size: geometry.size.height },
  );
  const columns = cellsAround(
    map.width,
    width,
    geometry && { ...geometry, size: geometry.size.width },
  );

  const data = new Float32Array(height * width);
  const line = new Float64Array(map.width); // the two rows of cells around y, blended
  for (let y = 0; y < height; y++) {
    const above = rows.first[y] * map.width;
    const below = rows.second[y] * map.width;
    const weight = rows.weight[y];
    for (let j = 0; j < map.width; j++)
      line[j] = map.data[above + j] + weight * (map.data[below + j] - map.data[above + j]);
    for (let x = 0; x < width; x++) {
      const left = line[columns.first[x]];
      data[y * width + x] = left + columns.weight[x] * (line[columns.second[x]] - left);
    }
  }
  return { data, height, width };
}

/** The two cells around each pixel along one axis, and the weight of the second. */
function cellsAround(cells: number, pixels: number, geometry?: CellGeometry & { size: number }) {
  const first = new Int32Array(pixels);
  const second = new Int32Array(pixels);
  const weight = new Float64Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const at = geometry
      ? (((i + 0.5) * geometry.size) / pixels - 0.5 - geometry.offset) / geometry.stride
      : ((i + 0.5) * cells) / pixels - 0.5;
    const inside = Math.min(Math.max(at, 0), cells - 1);
    first[i] = Math.floor(inside);
    weight[i] = inside - first[i];
    second[i] = weight[i] > 0 ? first[i] + 1 : first[i]; // 0 * NaN is NaN: no neighbour without weight
  }
  return { first, second, weight };
}
