import type { Random, RandomStream } from "@flawlens/sampling";

/** Where a source of randomness stands, if it can tell: enough to draw the same again. */
export function stateOf(random: Random): string | null {
  const { state } = random as Partial<RandomStream>;
  return typeof state === "function" ? state() : null;
}
