import { add, clone, dispose, keep, tidy } from "@tensorflow/tfjs-core";
import type { Params } from "@flawlens/backbones";
import { prefixed, stripped } from "./_prefixed.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * An optimiser that sums the gradients of several steps before it changes a parameter: one large batch
 * computed in micro-batches, for less memory. A step of `fit` is then a micro-batch, and its loss must
 * be its share of the batch's, because the losses of all micro-batches add up to what is minimised. A
 * run that is saved between two micro-batches resumes there.
 *
 * @param optimizer - Gets the sum of the gradients; it is disposed together with this one.
 * @param microBatches - The number of micro-batches in a batch.
 * @throws {RangeError} If `microBatches` is not a whole number of at least 1.
 *
 * @example
 * const optimizer = accumulateGradients(adamW({ learningRate: 1e-4 }), 8); // 8 images, 8 times
 */
export function accumulateGradients(optimizer: Optimizer, microBatches: number): Optimizer {
  if (!Number.isSafeInteger(microBatches) || microBatches < 1)
    throw new RangeError(
      `accumulateGradients: expected a whole number of micro-batches of at least 1, got ${microBatches}`,
    );
  let done = 0;
  let sums: Params = {};
  return {
    name: `${optimizer.name}/${microBatches}`,
    update(params, gradients) {
      return tidy(() => {
        const names = Object.keys(gradients);
        const next = Object.fromEntries(
          names.map((name) => [
            name,
            name in sums ? add(sums[name], gradients[name]) : clone(gradients[name]),
          ]),
        );
        dispose(sums);
        sums = {};
        done = (done + 1) % microBatches;
        if (done === 0) return optimizer.update(params, next);
        for (const name of names) sums[name] = keep(next[name]);
        return Object.fromEntries(names.map((name) => [name, clone(params[name])]));
      });
    },
    tensors: () => ({
      ...prefixed("of/", optimizer.tensors()),
      ...prefixed("sum/", sums),
    }),
    state: () => ({ done, of: optimizer.state() }),
    restore(state, tensors) {
      const saved = state as { done?: unknown; of?: unknown } | null;
      if (!Number.isSafeInteger(saved?.done) || (saved?.done as number) >= microBatches)
        throw new RangeError(
          `accumulateGradients: expected a state with the number of micro-batches done, got ${JSON.stringify(state)}`,
        );
      optimizer.restore(saved?.of, stripped("of/", tensors));
      dispose(sums);
      sums = stripped("sum/", tensors);
      Object.values(sums).forEach(keep);
      done = saved?.done as number;
    },
    dispose() {
      dispose(sums);
      sums = {};
      optimizer.dispose();
    },
  };
}
