/**
 * The gradient of a function of some numbers by central differences.
 *
 * @param step - Large enough for float32 values, small enough for the function's curvature.
 */
export function finiteDifferences(
  f: (x: number[]) => number,
  at: readonly number[],
  step = 1e-2,
): number[] {
  return at.map((_, i) => {
    const moved = (by: number) => f(at.map((value, j) => (j === i ? value + by : value)));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}
