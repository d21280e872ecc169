/**
 * Bilinear resizing of one axis as a matrix `[to, from]`: each row holds the shares of the two
 * nearest inputs, edges clamped.
 */
export function bilinearWeights(
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: { alignCorners: boolean; halfPixelCenters: boolean },
): Float32Array {
  const weights = new Float32Array(to * from);
  const aligned = alignCorners && to > 1;
  const scale = aligned ? (from - 1) / (to - 1) : from / to;
  for (let i = 0; i < to; i++) {
    const center = halfPixelCenters ? scale * (i + 0.5) - 0.5 : scale * i;
    const position = Math.min(Math.max(center, 0), from - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, from - 1);
    weights[i * from + low] += 1 - (position - low);
    weights[i * from + high] += position - low;
  }
  return weights;
}
