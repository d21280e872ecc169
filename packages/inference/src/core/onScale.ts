/**
 * A value on a scale of three anchors: 0 at `low`, one half at `middle`, 1 at `high`, straight lines
 * between, clipped to `[0, 1]`. It never falls where the value rises, and it is at least one half exactly
 * where the value is at least `middle`, also after it is rounded to float32.
 *
 * @param value - A number in the unit of the anchors. NaN stays NaN.
 * @param anchors - `low < middle < high`, whose differences are finite.
 *
 * @example
 * onScale(3, { low: 0, middle: 2, high: 10 }); // => 0.5625
 */
export function onScale(
  value: number,
  { low, middle, high }: { low: number; middle: number; high: number },
): number {
  if (value < middle)
    return Math.min(Math.max(0.5 * ((value - low) / (middle - low)), 0), belowHalf);
  return Math.min(0.5 + 0.5 * ((value - middle) / (high - middle)), 1);
}

/** The largest float32 below one half: no rounding may lift a value to the middle. */
const belowHalf = 0.5 - 2 ** -25;
