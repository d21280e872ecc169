import type { Scalar } from "@tensorflow/tfjs-core";
import type { Run } from "./_run.ts";
import type { StepEvent } from "./fitEvent.ts";
import { NonFiniteLossError } from "./nonFiniteLossError.ts";

/** A step whose loss is on its way from the engine. */
export interface UnreadLoss {
  step: number;
  loss: Scalar;
  value: Promise<ArrayLike<number>>;
  sampleIds: readonly string[];
}

/** Asks the engine for a step's loss, which makes a lazy one run the step. */
export function unreadLoss(step: number, loss: Scalar, sampleIds: readonly string[]): UnreadLoss {
  const value = loss.data();
  value.catch(() => {}); // told when it is read
  return { step, loss, value, sampleIds };
}

/**
 * Reads and frees these losses, counts them into the epoch's mean, and tells the steps.
 *
 * @throws {NonFiniteLossError} At the first loss that is not finite.
 */
export async function readLosses(
  unread: UnreadLoss[],
  run: Run,
): Promise<Omit<StepEvent, "seconds" | "samplesPerSecond">[]> {
  const values = await Promise.all(unread.map(({ value }) => value));
  return unread.splice(0).map(({ step, loss, sampleIds }, i) => {
    loss.dispose();
    const value = values[i][0];
    if (!Number.isFinite(value))
      throw new NonFiniteLossError({ step, what: "loss", value, sampleIds, checkpoint: run.saved });
    run.epochLoss.sum += value;
    run.epochLoss.steps++;
    return { kind: "step", step, epoch: run.epoch + 1, loss: value, samples: sampleIds.length };
  });
}
