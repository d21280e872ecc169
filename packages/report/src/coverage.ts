/**
 * How much of the image a value of a map covers: nothing in the first quarter of the scale, half of `opacity` in its
 * middle, all of it from three quarters on.
 *
 * @param value - A fraction, one half at the map threshold.
 * @param opacity - How much the brightest colour covers, a fraction; default 0.75.
 *
 * @example
 * coverage(0.5); // => 0.375
 */
export function coverage(value: number, opacity = 0.75): number {
  const t = Math.min(Math.max((value - 0.25) / 0.5, 0), 1);
  return opacity * t * t * (3 - 2 * t);
}
