import type { Params } from "@flawlens/backbones";
import { tidy } from "@tensorflow/tfjs-core";
import { joinedState } from "./_joinedState.ts";
import type { GradientTransform, Optimizer, OptimizerState } from "./optimizer.ts";

/**
 * Joins transforms of gradients and an optimiser into one optimiser: each transform gets what the one
 * before it gave, and the optimiser, which is the last part, makes new parameters of the result. The
 * order matters: clipping before weight decay does not clip the decay.
 *
 * Transforms that remember nothing leave no trace in checkpoints: a chain of such transforms has the
 * name and the state of its optimiser. Otherwise the name tells the parts that remember something, and
 * their tensors are `<number of the part>/<slot>/<parameter>`.
 *
 * @param parts - Any number of transforms, then an optimiser. They belong to the chain: disposing it
 *   disposes them, and no two chains may share a part that remembers something.
 *
 * @example
 * const optimizer = chain(
 *   clipByGlobalNorm(1),
 *   addDecayedWeights(1e-4),
 *   adam({ learningRate: cosineDecay({ learningRate: 1e-3, steps: 500 }) }),
 * );
 */
export function chain(...parts: [...GradientTransform[], Optimizer]): Optimizer {
  const optimizer = parts.at(-1) as Optimizer;
  const transforms = parts.slice(0, -1) as GradientTransform[];
  const remembering = transforms.filter(({ memory }) => memory);
  const update = (params: Params, gradients: Params): Params =>
    tidy(() => {
      const changed = transforms.reduce((g, part) => part.transform(g, params), gradients);
      return optimizer.update(params, changed);
    });
  const name = [...remembering, optimizer].map((part) => part.name).join("+");
  return {
    name,
    update,
    ...(remembering.length ? together(transforms, optimizer) : state(optimizer)),
  };
}

/** The state of an optimiser alone. */
function state(optimizer: Optimizer): OptimizerState {
  return {
    tensors: () => optimizer.tensors(),
    state: () => optimizer.state(),
    restore: (state, tensors) => optimizer.restore(state, tensors),
    dispose: () => optimizer.dispose(),
  };
}

/** The states of the parts that have one, under the number of the part. */
function together(transforms: readonly GradientTransform[], optimizer: Optimizer): OptimizerState {
  const memories = [...transforms.map(({ memory }) => memory), optimizer].flatMap((memory, i) =>
    memory ? [{ key: `${i}`, memory }] : [],
  );
  return joinedState(memories);
}
