import type { Random } from "@flawlens/sampling";
import { clamp01, type Color } from "./_math.ts";
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
