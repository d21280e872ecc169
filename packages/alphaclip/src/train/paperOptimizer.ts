import { adamW } from "@flawlens/training";
import type { LearningRate, Optimizer, ParameterGroup } from "@flawlens/training";

import type { Towers } from "../towers/towers.ts";

/** Options of {@link paperOptimizer}. */
export interface PaperOptimizerOptions {
  /** Learning rate of all parameters but those below; default 1e-6, the paper's for adapters. */
  learningRate?: LearningRate;
  /** Learning rate of the weight that the mask enters by; default 1e-4, the paper's. */
  alphaLearningRate?: LearningRate;
  /** The decoupled weight decay; default 1e-4, the paper's. */
  weightDecay?: number;
  /** Other parameters with learning rates or decays of their own, by name. */
  groups?: readonly ParameterGroup[];
}

/**
 * The paper's optimiser for `fitAlphaClip`: AdamW, with a learning rate of its own for the weight that
 * the mask enters by. Towers that begin from random parameters want larger rates, such as 1e-3.
 *
 * @param towers - The towers that are trained.
 * @throws {RangeError} If a learning rate or the decay is below 0.
 *
 * @example
 * const optimizer = paperOptimizer(towers, { learningRate: 1e-3, alphaLearningRate: 1e-3 });
 */
export function paperOptimizer(
  { image: { alphaWeight } }: Towers,
  {
    learningRate = 1e-6,
    alphaLearningRate = 1e-4,
    weightDecay = 1e-4,
    groups = [],
  }: PaperOptimizerOptions = {},
): Optimizer {
  const alpha = { match: (name: string) => name === alphaWeight, learningRate: alphaLearningRate };
  return adamW({ learningRate, weightDecay, groups: [alpha, ...groups] });
}
