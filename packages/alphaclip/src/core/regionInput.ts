import type { Box, Grid, Point } from "@flawlens/metrics";
import { splitRegions } from "@flawlens/sampling";

/** One region of an image, as a user points at it; all numbers are pixels of the image. */
export type RegionInput =
  /** A mask of the image's size; every value but 0 belongs to the region. */
  | { mask: Grid }
  /** A box; the part of it that lies outside the image is cut off. */
  | { box: Box }
  /**
   * A point. With `within` (a mask, such as an anomaly map above its threshold) the region is the
   * one of that mask that is nearest to the point. Without it the region is the disc of `radius`
   * around the point; the default radius is a twentieth of the image's longer side.
   */
  | { point: Point; within?: Grid; radius?: number };

/**
 * Turns a mask, a box or a point into a mask of the image's size. A mask is returned as it is.
 *
 * @throws {RangeError} If a mask has another size than the image, or a box, a disc or `within` has
 *   no pixel in the image.
 *
 * @example
 * regionGrid({ box: { x: 1, y: 0, width: 2, height: 1 } }, { height: 2, width: 3 }).data;
 * // => Uint8Array [0, 1, 1, 0, 0, 0]
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
    const { box } = region;
    const [right, bottom] = [box.x + box.width, box.y + box.height];
    fill(grid, (x, y) => x >= box.x && x < right && y >= box.y && y < bottom);
  } else {
    const { point, within, radius = Math.max(height, width) / 20 } = region;
    if (within) for (const pixel of nearestRegion(within, point)) data[pixel] = 1;
    else fill(grid, (x, y) => Math.hypot(x - point.x, y - point.y) <= radius);
  }
  if (!data.includes(1))
    throw new RangeError(
      `regionGrid: expected a region inside the image of ${height} x ${width}, got ${JSON.stringify("box" in region ? region.box : region.point)}`,
    );
  return grid;
}

function fill(
  { data, height, width }: { data: Uint8Array; height: number; width: number },
  isInside: (x: number, y: number) => boolean,
): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (isInside(x, y)) data[y * width + x] = 1;
}

/** The pixels of the region that has the pixel nearest to a point. */
function nearestRegion(mask: Grid, { x, y }: Point): Iterable<number> {
  let nearest: Iterable<number> = [];
  let least = Infinity;
  for (const { pixels } of splitRegions(mask).regions)
    for (const pixel of pixels) {
      const distance = Math.hypot(Math.floor(pixel / mask.width) - y, (pixel % mask.width) - x);
      if (distance < least) [least, nearest] = [distance, pixels];
    }
  return nearest;
}
