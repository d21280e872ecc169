import type { Schedule } from "./schedule.ts";

/**
 * A learning rate that falls from its first value to almost zero along half a cosine wave
 * (Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts). In update t of T:
 *
 *     ηₜ = η/2 · (1 + cos(π · (t - 1)/T))
 *
 * After the last update the rate is zero.
 *
 * @param options - `learningRate`: η, the rate of the first update. `steps`: T, the number of updates.
 * @throws {RangeError} If `steps` is not a whole number of at least 1.
 *
 * @example
 * const optimizer = adam({ learningRate: cosineDecay({ learningRate: 1e-3, steps: 500 }) });
 */
export function cosineDecay({
  learningRate,
  steps,
}: {
  learningRate: number;
  steps: number;
}): Schedule {
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new RangeError(`cosineDecay: expected a whole number of steps from 1, got ${steps}`);
  return (update) =>
    (learningRate / 2) * (1 + Math.cos((Math.PI * Math.min(update - 1, steps)) / steps));
}
