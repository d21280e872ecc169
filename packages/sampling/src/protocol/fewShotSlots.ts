import type { Random } from "../randomStream.ts";

/**
 * Repeats a few labelled anomalies so that they fill a number of places in the list that training
 * draws from. Each place gets one of them, all equally likely, drawn with replacement. Multi-cue ADL
 * fills ⌊0.2 · N⌋ places on MVTec AD and N on VisA, N being the number of clean training images.
 *
 * @param picks - The few-shot samples, or their indices; not empty.
 * @param options.slots - The number of places; a whole number.
 * @throws {RangeError} If there is no pick or `slots` is not a whole number.
 *
 * @example
 * const slots = fewShotSlots(picks, { slots: Math.floor(0.2 * clean), random: randomStream(42) });
 */
export function fewShotSlots<T>(
  picks: readonly T[],
  { slots, random }: { slots: number; random: Random },
): T[] {
  if (picks.length === 0)
    throw new RangeError("fewShotSlots: expected at least one pick, got none");
  if (!Number.isSafeInteger(slots) || slots < 0)
    throw new RangeError(`fewShotSlots: expected a whole number of slots, got ${slots}`);
  return Array.from({ length: slots }, () => picks[Math.floor(picks.length * random())]);
}
