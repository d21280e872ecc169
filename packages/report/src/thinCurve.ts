/** Points of a curve in the order it is drawn. */
export interface Curve {
  x: number[];
  y: number[];
}

/**
 * Drops points of a curve that nobody would miss in a plot: the polyline through the points that
 * stay passes every dropped point at a distance of at most `tolerance`.
 *
 * Two passes, each with half of the tolerance. The first walks the points once and drops those
 * in a small square around the last point kept, which leaves a few thousand of a curve with
 * millions. The second is the line simplification of Douglas & Peucker 1973
 * (doi:10.3138/FM57-6770-U75U-7727). First and last point always stay. Coordinates are rounded
 * to `tolerance / 16`, for short files.
 *
 * @param curve - `x` and `y` of one length, finite, in the same unit (fractions, say).
 * @param tolerance - the default is a quarter of a pixel in a plot 250 pixels wide.
 *
 * @example
 * thinCurve({ x: [0, 0.5, 1], y: [0, 0.5, 1] }); // => { x: [0, 1], y: [0, 1] }
 */
export function thinCurve(
  curve: { x: ArrayLike<number>; y: ArrayLike<number> },
  { tolerance = 1e-3 }: { tolerance?: number } = {},
): Curve {
  const { x, y } = curve;
  if (x.length !== y.length)
    throw new RangeError(`thinCurve: expected as many y as x, got ${y.length} and ${x.length}`);
  const indices = simplify(x, y, leaveSquares(x, y, tolerance / 2 / Math.SQRT2), tolerance / 2);
  const steps = 16 / tolerance;
  const round = (value: number) => Math.round(value * steps) / steps;
  return { x: indices.map((i) => round(x[i])), y: indices.map((i) => round(y[i])) };
}

/** Keeps a point that leaves the square of half side `reach` around the last point kept, and the point before it. */
function leaveSquares(x: ArrayLike<number>, y: ArrayLike<number>, reach: number): number[] {
  const n = x.length;
  if (n === 0) return [];
  const kept = [0];
  let centre = 0;
  for (let i = 1; i < n; i++) {
    if (Math.abs(x[i] - x[centre]) <= reach && Math.abs(y[i] - y[centre]) <= reach) continue;
    if (i - 1 > centre) kept.push(i - 1); // the corner: a long step starts here
    kept.push(i);
    centre = i;
  }
  if (kept[kept.length - 1] !== n - 1) kept.push(n - 1);
  return kept;
}

function simplify(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  indices: number[],
  tolerance: number,
): number[] {
  if (indices.length < 3) return indices;
  const keep = new Uint8Array(indices.length);
  keep[0] = 1;
  keep[indices.length - 1] = 1;
  const open: [number, number][] = [[0, indices.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    let farthest = -1;
    let most = tolerance;
    for (let i = from + 1; i < to; i++) {
      const away = distance(x, y, indices[i], indices[from], indices[to]);
      if (away <= most) continue;
      most = away;
      farthest = i;
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    open.push([from, farthest], [farthest, to]);
  }
  return indices.filter((_, i) => keep[i] === 1);
}

/** The distance from point i to the segment between points a and b. */
function distance(x: ArrayLike<number>, y: ArrayLike<number>, i: number, a: number, b: number) {
  const dx = x[b] - x[a];
  const dy = y[b] - y[a];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((x[i] - x[a]) * dx + (y[i] - y[a]) * dy) / square;
  const t = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x[i] - x[a] - t * dx, y[i] - y[a] - t * dy);
}
