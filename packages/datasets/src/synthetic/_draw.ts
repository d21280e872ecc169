import type { Random } from "@flawlens/sampling";
export type { Random };

/** Uniform in [low, high). */
export function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** A whole number, low and high included. */
export function integer(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of the items, each as likely. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)];
}

/** A seed for `latticeNoise`. */
export function noiseSeed(random: Random): number {
  return Math.floor(random() * 0x7fffffff);
}

/** Three numbers in [0, 1], each moved by at most `by`: the same paint from another batch. */
export function jitter(random: Random, color: Color, by: number): Color {
  const common = uniform(random, -by, by);
  return color.map((c) => clamp01(c + common + uniform(random, -by, by) / 2)) as Color;
}

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
