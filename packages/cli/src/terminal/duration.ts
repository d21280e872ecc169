/**
 * A time in words, no finer than a reader needs: whole seconds below a minute, then steps of 5 s up
 * to 10 minutes, whole minutes up to an hour, and steps of 5 minutes above.
 *
 * @param seconds - Finite, not negative.
 *
 * @example
 * duration(83); // => "1 min 25 s"
 */
export function duration(seconds: number): string {
  const rounded = roundTo(seconds, stepOf(seconds));
  const [h, min, s] = [Math.floor(rounded / 3600), Math.floor((rounded % 3600) / 60), rounded % 60];
  if (rounded < 1) return "less than 1 s";
  const parts = [h > 0 && `${h} h`, min > 0 && `${min} min`, s > 0 && `${s} s`];
  return parts.filter(Boolean).join(" ");
}

function stepOf(seconds: number): number {
  if (seconds < 60) return 1;
  if (seconds < 600) return 5;
  return seconds < 3600 ? 60 : 300;
}

function roundTo(value: number, step: number): number {
  return step * Math.round(value / step);
}
