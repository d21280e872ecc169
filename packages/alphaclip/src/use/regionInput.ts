import { splitRegions } from "@flawlens/sampling";
import type { Grid } from "@flawlens/sampling";

/** One region of an image, as a user points at it; all in the image's pixels. */
export type RegionInput =
  | { mask: Grid }
  | { box: { top: number; left: number; height: number; width: number } }
  /**
   * A pixel: with a mask (an anomaly map above its threshold) the region of it nearest the
   * pixel, without one the disc around it; `radius` is by default a twentieth of the longer side.
   */
  | { point: { row: number; column: number }; within?: Grid; radius?: number };

/**
 * The mask that a region means, of the image's size.
 *
 * @throws {RangeError} If a mask has another size than the image, or the region has no pixel in it.
 */
export function regionGrid(
  region: RegionInput,
  { height, width }: { height: number; width: number },
): Grid {
  const given = "mask" in region ? region.mask : "point" in region ? region.within : undefined;
  if (given && (given.height !== height || given.width !== width))
    throw new RangeError(
      `regionGrid: expected a mask of ${height} x ${width} as the image, got ${given.height} x ${given.width}; resize it to the image`,
    );
  if ("mask" in region) return region.mask;
  const data = new Uint8Array(height * width);
  const grid = { data, height, width };
  if ("box" in region) {
    const { top, left } = region.box;
    const [bottom, right] = [top + region.box.height, left + region.box.width];
    fill(grid, (row, column) => row >= top && row < bottom && column >= left && column < right);
  } else {
    const { point, within, radius = Math.max(height, width) / 20 } = region;
    if (within) for (const pixel of nearestRegion(within, point)) data[pixel] = 1;
    else fill(grid, (row, column) => Math.hypot(row - point.row, column - point.column) <= radius);
  }
  if (!data.includes(1))
    throw new RangeError(
      `regionGrid: expected a region inside the image of ${height} x ${width}, got ${JSON.stringify("box" in region ? region.box : region.point)}`,
    );
  return grid;
}

function fill(
  { data, height, width }: { data: Uint8Array; height: number; width: number },
  isInside: (row: number, column: number) => boolean,
): void {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      if (isInside(row, column)) data[row * width + column] = 1;
}

/** Pixels of the region with the pixel nearest to a point. */
function nearestRegion(mask: Grid, point: { row: number; column: number }): Iterable<number> {
  let nearest: Iterable<number> = [];
  let least = Infinity;
  for (const { pixels } of splitRegions(mask).regions)
    for (const pixel of pixels) {
      const row = Math.floor(pixel / mask.width);
      const distance = Math.hypot(row - point.row, (pixel % mask.width) - point.column);
      if (distance < least) [least, nearest] = [distance, pixels];
    }
  return nearest;
}
