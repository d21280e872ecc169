import type { Params } from "@flawlens/backbones";
import { cosineDecay } from "@flawlens/training";
import type { Schedule } from "@flawlens/training";

import type { DescriberConfig } from "./describerConfig.ts";

/** The learning rates of `paperOptimizer`. */
export interface StepSizes {
  learningRate: Schedule;
  alphaLearningRate: Schedule;
  /** The pretrained weights of EfficientNet-Lite0 have a learning rate of their own. */
  groups: { match: (name: string) => boolean; learningRate: Schedule }[];
}

/**
 * The learning rates of a configuration. The cosine schedule at update t of T gives
 * η/2 · (1 + cos(π·(t - 1)/T)): η at the first update, nearly 0 at the last.
 *
 * @param pretrained - The parameters that training begins with.
 */
export function stepSizes(
  {
    image,
    learningRate,
    alphaLearningRate,
    schedule,
    steps = 1,
  }: Pick<DescriberConfig, "image" | "learningRate" | "alphaLearningRate" | "schedule" | "steps">,
  pretrained: Params,
): StepSizes {
  const scheduled = (learningRate: number): Schedule =>
    schedule === "constant" ? () => learningRate : cosineDecay({ learningRate, steps });
  return {
    learningRate: scheduled(learningRate),
    alphaLearningRate: scheduled(alphaLearningRate),
    groups:
      image.network === "efficientnet-lite0"
        ? [{ match: (name) => name in pretrained, learningRate: scheduled(image.learningRate) }]
        : [],
  };
}
