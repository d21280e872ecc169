import type { Schedule } from "./schedule.ts";

/**
 * A learning rate that is multiplied by a factor once each of some numbers of updates is done (PyTorch's
 * `MultiStepLR`). In update t, with milestones m:
 *
 *     ηₜ = η · factor^(number of milestones with t > m)
 *
 * @param options - `learningRate`: η, the rate of the first updates. `milestones`: the numbers of updates after
 *   which the rate changes, in any order; they need not be whole numbers. `factor`: default 0.1.
 * @throws {RangeError} If a milestone is not a number of at least 0.
 *
 * @example
 * multiStepDecay({ learningRate: 2e-4, milestones: [240, 270], factor: 0.4 })(241); // => 8e-5
 */
export function multiStepDecay({
  learningRate,
  milestones,
  factor = 0.1,
}: {
  learningRate: number;
  milestones: readonly number[];
  factor?: number;
}): Schedule {
  const wrong = milestones.find((milestone) => !(milestone >= 0));
  if (wrong !== undefined)
    throw new RangeError(`multiStepDecay: expected milestones of at least 0 updates, got ${wrong}`);
  return (update) =>
    learningRate * factor ** milestones.filter((milestone) => update > milestone).length;
}
