import type { FitRun, MethodEvent } from "@flawlens/detector";
import type { FittingEvent } from "../fittingEvent.ts";

/**
 * Fitting, told by the events that every method has. A run that is resumed fits again from the beginning: the same
 * images and seed give the same detector.
 *
 * @throws {RangeError} If the run shall start from trained parameters: there is nothing to go on from.
 */
export async function* trainingEvents(
  fitting: () => AsyncIterable<FittingEvent>,
  { caller, summary, notes }: { caller: string; summary: string; notes: readonly string[] },
  { resume = false, from }: FitRun,
): AsyncGenerator<MethodEvent, void> {
  if (from !== undefined)
    throw new RangeError(
      `${caller}: expected no trained parameters to start from, got ${from}; a detector is fitted in one pass`,
    );
  const again = "The run fits again from the beginning, which gives the same detector.";
  yield { kind: "start", steps: null, summary, notes: [...notes, ...(resume ? [again] : [])] };
  yield* fitting();
}
