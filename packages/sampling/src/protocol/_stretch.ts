/** Values stretched so that the least is 0 and the greatest 255, truncated to bytes; equal values are clipped. */
export function stretch(values: Float64Array): Uint8Array {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (greatest === least) return Uint8Array.from(values, (v) => Math.min(255, Math.max(0, v)));
  return Uint8Array.from(values, (v) => ((v - least) * 255) / (greatest - least));
}
