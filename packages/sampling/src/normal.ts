import type { Random } from "./randomStream.ts";

/**
 * One number from the standard normal distribution, mean 0 and standard deviation 1
 * (Box & Muller 1958). Always two draws and nothing kept between calls, so that a saved
 * stream goes on exactly.
 *
 * @param random - The source of randomness.
 * @returns A finite number, at most 8.6 in size.
 *
 * @example
 * const weight = 0.02 * normal(randomStream(7));
 */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random())); // 1 - u lies in (0, 1]
  return radius * Math.cos(2 * Math.PI * random());
}
