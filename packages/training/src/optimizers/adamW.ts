import { adamByGroups } from "./_adamByGroups.ts";
import { scheduleOf } from "../schedules/schedule.ts";
import { matcher, type ParameterMatch } from "./_matcher.ts";
import { checkRange } from "./_moments.ts";
import type { AdamOptions } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";

/** Parameters with a learning rate or a weight decay of their own. */
export interface ParameterGroup {
  /** The parameters of the group, by name. A parameter belongs to the first group that matches. */
  match: ParameterMatch;
  /** The learning rate of the group. Default: that of the optimiser. */
  learningRate?: AdamOptions["learningRate"];
  /** The weight decay of the group. Default: that of the optimiser. */
  weightDecay?: number;
}

/** The numbers of {@link adamW}. */
export interface AdamWOptions extends AdamOptions {
  /** λ: an update subtracts η·λ times each parameter from it. Default 0.01. */
  weightDecay?: number;
  /** Groups with other learning rates or decays. Default none. */
  groups?: readonly ParameterGroup[];
}

/**
 * AdamW: Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101), by
 * PyTorch's rule. At update t, with gradient g:
 *
 *     p ← p - η·λ·p
 *     m ← β₁·m + (1 - β₁)·g
 *     v ← β₂·v + (1 - β₂)·g²
 *     p ← p - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
 *
 * The decay does not enter the moments. Parameters are grouped by name, and each group has its own η
 * and λ; a parameter that matches no group has those of the optimiser. `chain(scaleByAdam(),
 * addDecayedWeights(λ), sgd({ learningRate: η }))` computes the same to rounding, in more passes.
 *
 * @throws {RangeError} If an option lies outside its range.
 *
 * @example
 * const optimizer = adamW({
 *   learningRate: 1e-6,
 *   weightDecay: 1e-4,
 *   groups: [{ match: /conv1_alpha/, learningRate: 1e-4 }],
 * });
 */
export function adamW({
  learningRate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0.01,
  groups = [],
}: AdamWOptions): Optimizer {
  const all = [...groups, { match: () => true }].map((group: ParameterGroup, i) => {
    const { match, learningRate: rate = learningRate, weightDecay: decay = weightDecay } = group;
    const rateAt = scheduleOf(rate);
    const at = i < groups.length ? `groups[${i}].` : "";
    checkRange("adamW", `${at}learningRate`, rateAt(1), 0, Infinity);
    checkRange("adamW", `${at}weightDecay`, decay, 0, Infinity);
    return { matches: matcher(match), rateAt, decay };
  });
  return adamByGroups("adamW", all, { beta1, beta2, epsilon });
}
