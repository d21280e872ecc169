import { add, clone, dispose, keep, tidy } from "@tensorflow/tfjs-core";
import type { Params } from "@flawlens/backbones";
import type { Optimizer } from "./optimizer.ts";

/**
 * An optimiser that sums the gradients of several steps before it changes anything: a large batch
 * in small parts. A step of `fit` is then a part; a part's loss is its share of the batch's (what
 * the parts' losses add up to is what is made small). Saved in the midst of a batch, it goes on there.
 *
 * @param optimizer - Gets the sum; is disposed with this one.
 * @param parts - Steps a batch.
 * @throws {RangeError} If `parts` is not a whole number of at least 1.
 *
 * @example
 * const optimizer = accumulateGradients(adamW({ learningRate: 1e-4 }), 8); // 8 images, 8 times
 */
export function accumulateGradients(optimizer: Optimizer, parts: number): Optimizer {
  if (!Number.isSafeInteger(parts) || parts < 1)
    throw new RangeError(
      `accumulateGradients: expected a whole number of parts from 1, got ${parts}`,
    );
  let done = 0;
  let sums: Params = {};
  return {
    name: `${optimizer.name}/${parts}`,
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
        done = (done + 1) % parts;
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
      if (!Number.isSafeInteger(saved?.done) || (saved?.done as number) >= parts)
        throw new RangeError(
          `accumulateGradients: expected a state with the parts done, got ${JSON.stringify(state)}`,
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

function prefixed(prefix: string, tensors: Params): Params {
  return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [prefix + name, value]));
}

function stripped(prefix: string, tensors: Params): Params {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
