import { mul, scalar, sub, tidy } from "@tensorflow/tfjs-core";
import { scheduleOf, type LearningRate } from "../schedules/schedule.ts";
import { checkRange, updatesOf } from "./_moments.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Stochastic gradient descent: p ← p - η·g. At the end of a chain it is the step along whatever the
 * transforms before it made of the gradients.
 *
 * @param options - `learningRate`: η, a number or a schedule.
 * @throws {RangeError} If the learning rate is not a number of at least 0.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), sgd({ learningRate: 0.01 }));
 */
export function sgd({ learningRate }: { learningRate: LearningRate }): Optimizer {
  const rateAt = scheduleOf(learningRate);
  checkRange("sgd", "learningRate", rateAt(1), 0, Infinity);
  let updates = 0;
  return {
    name: "sgd",
    update(params, gradients) {
      updates++;
      return tidy(() => {
        const rate = scalar(rateAt(updates)); // a tensor, so that every update is the same graph
        return Object.fromEntries(
          Object.entries(gradients).map(([name, gradient]) => [
            name,
            sub(params[name], mul(gradient, rate)),
          ]),
        );
      });
    },
    tensors: () => ({}),
    state: () => ({ updates }),
    restore(state) {
      updates = updatesOf("sgd", state);
    },
    dispose() {},
  };
}
