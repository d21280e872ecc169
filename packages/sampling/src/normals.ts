import type { Random } from "./randomStream.ts";

/**
 * Many numbers from a normal distribution of mean 0 (Box & Muller 1958, both numbers of each pair): half the draws
 * of as many calls of `normal`, which has other values for the same stream.
 *
 * @param count - How many.
 * @param random - The source of randomness: one draw a number, and one more for an odd count.
 * @param deviation - The standard deviation; default 1.
 * @returns Float32, finite.
 *
 * @example
 * const noise = normals(4096, randomStream(7), 0.015);
 */
export function normals(count: number, random: Random, deviation = 1): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random())); // 1 - u lies in (0, 1]
    const angle = 2 * Math.PI * random();
    values[i] = radius * Math.cos(angle);
    values[i + 1] = radius * Math.sin(angle); // past an odd count's end, the array takes nothing
  }
  return values;
}
