/** Red, green and blue in [0, 1]. */
export type Color = [red: number, green: number, blue: number];

export function clamp01(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/** 0 below `low`, 1 above `high`, a smooth step between; also falls when `low > high`. */
export function smoothstep(low: number, high: number, x: number): number {
  const t = clamp01((x - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** `a` where `t` is 0, `b` where it is 1. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Length of (u, v): what `Math.hypot` gives, many times faster. */
export function norm(u: number, v: number): number {
  return Math.sqrt(u * u + v * v);
}
