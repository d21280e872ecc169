import type { Schedule } from "./schedule.ts";

/**
 * A learning rate that is multiplied by a factor after every so many updates (PyTorch's `StepLR`). In
 * update t:
 *
 *     ηₜ = η · factor^⌊(t - 1)/every⌋
 *
 * @param options - `learningRate`: η, the rate of the first `every` updates. `every`: the number of
 *   updates between two changes. `factor`: default 0.1.
 * @throws {RangeError} If `every` is not a whole number of at least 1.
 *
 * @example
 * const learningRate = stepDecay({ learningRate: 2e-4, every: 200 }); // 2e-4, from update 201 on 2e-5
 */
export function stepDecay({
  learningRate,
  every,
  factor = 0.1,
}: {
  learningRate: number;
  every: number;
  factor?: number;
}): Schedule {
  if (!Number.isSafeInteger(every) || every < 1)
    throw new RangeError(`stepDecay: expected a whole number of updates from 1, got ${every}`);
  return (update) => learningRate * factor ** Math.floor((update - 1) / every);
}
