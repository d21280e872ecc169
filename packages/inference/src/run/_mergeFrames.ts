import type { AnomalyMap } from "../core/anomalyMap.ts";
import type { InputGeometry } from "../core/_cellsLookedAt.ts";
import type { Frame } from "../images/framing.ts";

interface Size {
  height: number;
  width: number;
}

/**
 * Puts the maps of an image's frames together, one after the other, so that only the result is held. Each cell is
 * sampled bilinearly in the frames that show it, and where frames share pixels their values are blended with weights
 * that fall to 0 towards a frame's inner borders, so that no seam shows.
 */
export class FrameMerger {
  readonly #image: Size;
  readonly #frames: readonly Frame[];
  readonly #geometry: InputGeometry;
  #merged: { height: number; width: number; sums: Float64Array[]; weights: Float64Array } | null =
    null;

  /** @param frames - In the image's pixels. */
  constructor(image: Size, frames: readonly Frame[], geometry: InputGeometry) {
    this.#image = image;
    this.#frames = frames;
    this.#geometry = geometry;
  }

  /** Adds the maps of one frame, one a type, all of one size. */
  add(index: number, maps: readonly AnomalyMap[]): void {
    const frame = this.#frames[index];
    const { height, width, sums, weights } = (this.#merged ??= this.#empty(maps, frame));
    const { input, receptiveField } = this.#geometry;
    const rows = axisOf({
      cells: maps[0].height,
      pixels: input.height,
      receptiveField,
      start: frame.y,
      length: frame.height,
      merged: height,
      image: this.#image.height,
      others: this.#frames.map(({ y, height }) => ({ start: y, end: y + height })),
    });
    const columns = axisOf({
      cells: maps[0].width,
      pixels: input.width,
      receptiveField,
      start: frame.x,
      length: frame.width,
      merged: width,
      image: this.#image.width,
      others: this.#frames.map(({ x, width }) => ({ start: x, end: x + width })),
    });
    for (const row of rows)
      for (const column of columns) {
        const weight = row.weight * column.weight;
        const to = row.to * width + column.to;
        weights[to] += weight;
        for (const [k, map] of maps.entries()) sums[k][to] += weight * sample(map, row, column);
      }
  }

  /**
   * The merged maps, which tile the image. A cell beside those that frames have shown is as its neighbour, so that
   * pixels up to a frame's border can be blended of two; one further off is NaN.
   */
  maps(): AnomalyMap[] {
    if (!this.#merged) return [];
    const { height, width, sums, weights } = this.#merged;
    return sums.map((sum) => {
      const known = Float32Array.from(sum, (value, i) => value / weights[i]);
      const data = known.map((value, i) => (weights[i] > 0 ? value : beside(known, i, width)));
      return { data, height, width };
    });
  }

  #empty(maps: readonly AnomalyMap[], frame: Frame) {
    const cells = (count: number, length: number, image: number) =>
      Math.max(1, Math.round((count * image) / length));
    const height = cells(maps[0].height, frame.height, this.#image.height);
    const width = cells(maps[0].width, frame.width, this.#image.width);
    const sums = maps.map(() => new Float64Array(height * width));
    return { height, width, sums, weights: new Float64Array(height * width) };
  }
}

/** The value of a cell around one, or NaN. */
function beside(data: Float32Array, cell: number, width: number): number {
  const x = cell % width;
  for (const dy of [0, -1, 1])
    for (const dx of [0, -1, 1]) {
      const at = cell + dy * width + dx;
      if (x + dx >= 0 && x + dx < width && !Number.isNaN(data[at] ?? NaN)) return data[at];
    }
  return NaN;
}

/** One row or column of the merged map within a frame. */
interface Place {
  /** Its index in the merged map. */
  to: number;
  /** How much the frame counts there, above 0. */
  weight: number;
  /** The two cells of the frame's map around it, and the part of the second. */
  first: number;
  second: number;
  part: number;
}

interface Axis {
  cells: number;
  pixels: number;
  receptiveField?: { offset: number; stride: number };
  start: number;
  length: number;
  merged: number;
  image: number;
  others: readonly { start: number; end: number }[];
}

function axisOf({ start, length, merged, image, others, ...axis }: Axis): Place[] {
  const { cells, pixels, receptiveField } = axis;
  const end = start + length;
  // How many pixels the frame shares with those before and behind it.
  const before = Math.max(0, ...others.filter((o) => o.start < start).map((o) => o.end - start));
  const behind = Math.max(0, ...others.filter((o) => o.start > start).map((o) => end - o.start));
  const places: Place[] = [];
  for (let to = 0; to < merged; to++) {
    const at = ((to + 0.5) * image) / merged; // from the image's border
    if (at < start || at > end) continue;
    const rise = before > 0 ? Math.min(1, (at - start) / before) : 1;
    const fall = behind > 0 ? Math.min(1, (end - at) / behind) : 1;
    const inInput = ((at - start) / length) * pixels;
    const cell = receptiveField
      ? (inInput - 0.5 - receptiveField.offset) / receptiveField.stride
      : (inInput / pixels) * cells - 0.5;
    const inside = Math.min(Math.max(cell, 0), cells - 1);
    const first = Math.floor(inside);
    const part = inside - first;
    const weight = Math.max(rise * fall, 1e-9); // at the very border of two frames, some of both
    places.push({ to, weight, first, second: part > 0 ? first + 1 : first, part });
  }
  return places;
}

function sample({ data, width }: AnomalyMap, row: Place, column: Place): number {
  const line = (y: number) => {
    const left = data[y * width + column.first];
    return left + column.part * (data[y * width + column.second] - left);
  };
  const above = line(row.first);
  return row.part > 0 ? above + row.part * (line(row.second) - above) : above;
}
