/** A point, in pixels from the left and upper border of an image. */
export interface Point {
  x: number;
  y: number;
}

/** Polygons to look at, all of them together. */
export interface PolygonsToLookAt {
  /** At least three corners each; a border that crosses itself is filled by the even-odd rule. */
  polygons: readonly (readonly Point[])[];
  /** The size of the image that the corners are pixels of; default the size of each image. Other images are stretched. */
  of?: { height: number; width: number };
}

/** A picture of where to look: every pixel that is not 0. It is stretched to each image. */
export interface MaskToLookAt {
  /** `[height, width]`. */
  data: ArrayLike<number>;
  height: number;
  width: number;
}

/** Where to look in an image. */
export type LookAt = PolygonsToLookAt | MaskToLookAt;

/** The pixels of an image that are looked at. */
export interface LookedAt {
  /** `[height, width]`, 1 where it is looked at, else 0. */
  data: Uint8Array;
  height: number;
  width: number;
  /** The fraction of the pixels that are looked at; above 0. */
  fraction: number;
}

/**
 * The pixels of an image that are looked at: those whose centre lies in a polygon (on its left border, but not on its
 * right one), or in a pixel of the mask that is not 0.
 *
 * @param size - Pixels of the image.
 * @throws {RangeError} If no pixel is looked at, a polygon has fewer than three corners or one that is no finite
 *   number, or a mask has another number of values than pixels.
 */
export function lookedAt(lookAt: LookAt, size: { height: number; width: number }): LookedAt {
  const data = "polygons" in lookAt ? fill(lookAt, size) : stretch(lookAt, size);
  let count = 0;
  for (let i = 0; i < data.length; i++) count += data[i];
  if (count === 0)
    throw new RangeError(
      `lookAt: expected at least one pixel to look at, got none in an image of ${size.height}x${size.width}`,
    );
  return { data, ...size, fraction: count / data.length };
}

function stretch(mask: MaskToLookAt, { height, width }: { height: number; width: number }) {
  if (!(mask.height >= 1 && mask.width >= 1) || mask.data.length !== mask.height * mask.width)
    throw new RangeError(
      `lookAt: expected a mask of height x width values, got ${mask.height}x${mask.width} with ${mask.data.length}`,
    );
  const data = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++)
      if (mask.data[row + Math.floor(((x + 0.5) * mask.width) / width)] !== 0)
        data[y * width + x] = 1;
  }
  return data;
}

/** Fills polygons row by row: between each two crossings of a pixel row's middle. */
function fill(
  { polygons, of }: PolygonsToLookAt,
  { height, width }: { height: number; width: number },
) {
  const [down, across] = [height / (of?.height ?? height), width / (of?.width ?? width)];
  const data = new Uint8Array(height * width);
  for (const [k, polygon] of polygons.entries()) {
    if (polygon.length < 3 || !polygon.every(({ x, y }) => Number.isFinite(x + y)))
      throw new RangeError(
        `lookAt: expected at least three corners of finite numbers in polygon ${k}, got ${JSON.stringify(polygon.slice(0, 4))}`,
      );
    const corners = polygon.map(({ x, y }) => ({ x: x * across, y: y * down }));
    for (let y = 0; y < height; y++) {
      const crossings = crossingsAt(corners, y + 0.5);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const from = Math.max(0, Math.ceil(crossings[i] - 0.5));
        const to = Math.min(width, Math.ceil(crossings[i + 1] - 0.5));
        if (from < to) data.fill(1, y * width + from, y * width + to);
      }
    }
  }
  return data;
}

function crossingsAt(corners: readonly Point[], y: number): number[] {
  const found: number[] = [];
  for (const [i, a] of corners.entries()) {
    const b = corners[(i + 1) % corners.length];
    if (a.y <= y !== b.y <= y) found.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
  }
  return found.sort((a, b) => a - b);
}
