import type { Params } from "@flawlens/backbones";
import { joinedState } from "./_joinedState.ts";
import { matcher, type ParameterMatch } from "./_matcher.ts";
import type { Optimizer } from "./optimizer.ts";

/** Parameters with an optimiser of their own. */
export interface SeparateGroup {
  /** The parameters of the group, by name. A parameter belongs to the first group that matches. */
  match: ParameterMatch;
  optimizer: Optimizer;
}

/**
 * Several optimisers as one, each for its own parameters. An update that has no gradients of a group leaves the
 * optimiser of that group as it is: its moments, the number of its updates, and so its learning rate. Adam over all
 * parameters would count such an update, and gradients of zero would move parameters by their momentum.
 *
 * In checkpoints the tensors are `<number of the group>/<slot>/<parameter>`.
 *
 * @param groups - The optimisers belong to the result: disposing it disposes them.
 * @throws {RangeError} If there is no group, or when a gradient belongs to none.
 *
 * @example
 * const optimizer = separately([
 *   { match: /^generator\./, optimizer: adam({ learningRate: 1e-4 }) },
 *   { match: /^critic\./, optimizer: adam({ learningRate: 4e-4 }) },
 * ]);
 */
export function separately(groups: readonly SeparateGroup[]): Optimizer {
  if (groups.length === 0)
    throw new RangeError("separately: expected at least one group, got none");
  const matches = groups.map(({ match }) => matcher(match));
  const optimizers = groups.map(({ optimizer }) => optimizer);
  return {
    name: optimizers.map(({ name }) => name).join("|"),
    update(params, gradients) {
      const parts = optimizers.map((): Params => ({}));
      for (const [name, gradient] of Object.entries(gradients)) {
        const group = matches.findIndex((belongs) => belongs(name));
        if (group < 0)
          throw new RangeError(`separately: expected a group that matches ${name}, got none`);
        parts[group][name] = gradient;
      }
      const next = parts.map((part, i) =>
        Object.keys(part).length > 0 ? optimizers[i].update(params, part) : {},
      );
      return Object.assign({}, ...next) as Params;
    },
    ...joinedState(optimizers.map((optimizer, i) => ({ key: `${i}`, memory: optimizer }))),
  };
}
