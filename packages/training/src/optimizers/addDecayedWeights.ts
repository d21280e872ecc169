import { add, mul } from "@tensorflow/tfjs-core";
import { matcher, type ParameterMatch } from "./_matcher.ts";
import { checkRange } from "./_moments.ts";
import type { GradientTransform } from "./optimizer.ts";

/**
 * Adds to each gradient a multiple of its parameter:
 *
 *     g ← g + λ·p
 *
 * Before an optimiser such as `adam` this is L2 regularisation, PyTorch's `Adam(weight_decay)`. After
 * `scaleByAdam` and before `sgd` it is decoupled weight decay, as AdamW has it.
 *
 * @param decay - λ, at least 0.
 * @param options - `match`: which parameters are decayed, by name; default all.
 * @throws {RangeError} If `decay` is not a number of at least 0.
 *
 * @example
 * // the weights of convolutions and matrices, not biases and normalisations
 * const optimizer = chain(addDecayedWeights(1e-4, { match: /(conv|linear)\.weight$/ }), adam({ learningRate: 1e-4 }));
 */
export function addDecayedWeights(
  decay: number,
  { match = () => true }: { match?: ParameterMatch } = {},
): GradientTransform {
  checkRange("addDecayedWeights", "decay", decay, 0, Infinity);
  const matches = matcher(match);
  return {
    name: "addDecayedWeights",
    transform: (gradients, params) =>
      Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [
          name,
          decay === 0 || !matches(name) ? gradient : add(gradient, mul(params[name], decay)),
        ]),
      ),
  };
}
