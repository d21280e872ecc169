import type { AnomalyMap } from "./anomalyMap.ts";
import type { CellGeometry } from "./cellGeometry.ts";

interface Size {
  height: number;
  width: number;
}

/** Where the cells of a map lie, and the height and width of the image that this is given for. */
export type MapGeometry = CellGeometry & { size: Size };

/** The cells around each pixel along one axis. */
export interface CellsAround {
  /** The cell at or before each pixel; it never falls from one pixel to the next. */
  first: Int32Array;
  /** The cell behind it; where it has no weight, the same. */
  second: Int32Array;
  /** The weight of the second, in [0, 1); it never falls among the pixels of one `first`. */
  weight: Float64Array;
  /** `[cells + 1]`: the pixels whose first cell is `i` are those from `starts[i]` to before `starts[i + 1]`. */
  starts: Int32Array;
}

/** The cells around the pixels of a map that is resized to `size`, by rows and by columns. */
export function axesOf(
  map: Size,
  size: Size,
  geometry?: MapGeometry,
): { rows: CellsAround; columns: CellsAround } {
  const axis = (side: "height" | "width") =>
    cellsAround(map[side], size[side], geometry && { ...geometry, size: geometry.size[side] });
  return { rows: axis("height"), columns: axis("width") };
}

/** Writes the blend of the two rows of cells around pixel row `y`, for the columns of cells from `from` to before `to`. */
export function blendRows(
  { data, width }: AnomalyMap,
  { first, second, weight }: CellsAround,
  y: number,
  { line, from, to }: { line: Float64Array; from: number; to: number },
): void {
  const above = first[y] * width;
  const below = second[y] * width;
  const part = weight[y];
  for (let j = from; j < to; j++)
    line[j] = data[above + j] + part * (data[below + j] - data[above + j]);
}

/** The two cells that each pixel is blended from along one axis, which the cells tile without `geometry`. */
function cellsAround(
  cells: number,
  pixels: number,
  geometry?: CellGeometry & { size: number },
): CellsAround {
  const first = new Int32Array(pixels);
  const second = new Int32Array(pixels);
  const weight = new Float64Array(pixels);
  const starts = new Int32Array(cells + 1);
  for (let i = 0; i < pixels; i++) {
    const at = geometry
      ? (((i + 0.5) * geometry.size) / pixels - 0.5 - geometry.offset) / geometry.stride
      : ((i + 0.5) * cells) / pixels - 0.5;
    const inside = Math.min(Math.max(at, 0), cells - 1);
    first[i] = Math.floor(inside);
    weight[i] = inside - first[i];
    second[i] = weight[i] > 0 ? first[i] + 1 : first[i]; // 0 * NaN is NaN: no neighbour without weight
    starts[first[i] + 1] = i + 1;
  }
  for (let i = 0; i < cells; i++) starts[i + 1] = Math.max(starts[i + 1], starts[i]);
  return { first, second, weight, starts };
}
