/** A turn about the middle of an image: where the pixel that comes to (row, column) was. */
export interface Rotation {
  cos: number;
  sin: number;
  middleRow: number;
  middleColumn: number;
}

/** The turn by so many degrees, clockwise, about (H/2 - 0.5, W/2 - 0.5). */
export function rotation(degrees: number, height: number, width: number): Rotation {
  const angle = (degrees * Math.PI) / 180;
  return {
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    middleRow: height / 2 - 0.5,
    middleColumn: width / 2 - 0.5,
  };
}

/**
 * The columns of an output row whose pixel came from inside the image, or within less than
 * one pixel of it: outside of these the fill is all there is.
 */
export function columnsWithin(
  { cos, sin, middleRow, middleColumn }: Rotation,
  row: number,
  height: number,
  width: number,
): [first: number, last: number] {
  let first = 0;
  let last = width - 1;
  const dy = row - middleRow;
  const bound = (slope: number, at: number, side: number) => {
    // -1 < at + slope · dx < side
    if (Math.abs(slope) < 1e-12) {
      if (at <= -1 || at >= side) last = -1;
      return;
    }
    const [low, high] = [(-1 - at) / slope, (side - at) / slope].sort((a, b) => a - b);
    first = Math.max(first, Math.floor(low + middleColumn));
    last = Math.min(last, Math.ceil(high + middleColumn));
  };
  bound(cos, sin * dy + middleColumn, width);
  bound(-sin, cos * dy + middleRow, height);
  return [first, last];
}
