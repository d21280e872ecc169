/**
 * Which of `from` pixels each of `to` pixels takes along one axis, where images are resized to the
 * nearest pixel.
 */
export function nearestPixels(
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: { alignCorners: boolean; halfPixelCenters: boolean },
): number[] {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => {
    const place = scale * (halfPixelCenters ? i + 0.5 : i);
    const nearest = alignCorners ? Math.round(place) : Math.floor(place);
    return Math.max(0, Math.min(from - 1, nearest));
  });
}
