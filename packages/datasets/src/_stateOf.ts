import type { Random, RandomStream } from "@flawlens/sampling";

/** The state of a source of randomness, with which the same numbers can be drawn again; null if it has none. */
export function stateOf(random: Random): string | null {
  const { state } = random as Partial<RandomStream>;
  return typeof state === "function" ? state() : null;
}
