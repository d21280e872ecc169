/** A fraction in percent with one decimal, `–` where undefined: `93.4`. */
export function percent(fraction: number | null): string {
  return fraction === null ? "–" : (100 * fraction).toFixed(1);
}

/** A number of no known size with three significant digits: `0.0123`, `41.5`, `1.2e-7`. */
export function significant(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(1);
  if (size >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}

/** A whole number with thousands apart: `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 image`, `2 images`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A time for people: `8.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${Number(seconds.toPrecision(2))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${grouped(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
