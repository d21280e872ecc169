import type { Random } from "./randomStream.ts";

/**
 * The items in a random order, every order being equally likely (Fisher & Yates). The argument
 * is left as it is. O(N), one draw per item.
 *
 * @param items - Anything; not changed.
 * @param random - The source of randomness.
 *
 * @example
 * shuffle(["a", "b", "c"], randomStream(7)); // the same order every time
 */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    const item = shuffled[chosen];
    shuffled[chosen] = shuffled[last];
    shuffled[last] = item;
  }
  return shuffled;
}
