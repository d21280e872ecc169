import type { z } from "zod";

import type { describerConfig } from "./describerConfig.ts";

/** A configuration with a name. */
export interface DescriberPreset {
  /** What it is for, in a sentence. */
  description: string;
  /** The keys that it sets; the others have the defaults of `describerConfig`. */
  config: z.input<typeof describerConfig>;
}

/**
 * Configurations to start from, by name; the first is for a first look.
 *
 * @example
 * const config = describerConfig.parse(describerPresets.efficientnet.config);
 */
export const describerPresets = {
  small: {
    description:
      "A small network and a small text network, both from nothing: no download, a few minutes.",
    config: {
      image: { network: "small", widths: [[16], [32], [64]], size: 64 },
      learningRate: 0.001,
      alphaLearningRate: 0.001,
      schedule: "cosine",
      weightDecay: 0.01,
      batchSize: 32,
      temperature: 0.1,
      steps: 400,
    },
  },
  efficientnet: {
    description:
      "EfficientNet-Lite0 with its ImageNet weights (19 MB) and a new branch for the mask at 128 px; the branch, the last stages, the head and a small text network learn.",
    config: {
      image: {
        network: "efficientnet-lite0",
        layers: ["stage8", "stage16", "stage32"],
        pooling: "region",
        size: 128,
        trainable: ["blocks.5.*", "blocks.6.*"],
      },
      learningRate: 0.001,
      alphaLearningRate: 0.001,
      schedule: "cosine",
      weightDecay: 0.01,
      batchSize: 16,
      temperature: 0.1,
      augmentation: "turns",
      steps: 120,
    },
  },
  paper: {
    description:
      "The paper's: CLIP ViT-L/14@336px, adapters of rank 64, batches of 64 in 8 micro-batches, its step sizes; the number of epochs is our choice, as the paper has none.",
    config: {
      image: { network: "clip", model: "ViT-L/14@336px", rank: 64, alpha: 64, dropout: 0.1 },
      learningRate: 0.000001,
      alphaLearningRate: 0.0001,
      weightDecay: 0.0001,
      batchSize: 64,
      microBatches: 8,
      temperature: 0.01,
      augmentation: "flips",
      epochs: 5,
      split: { train: 0.7, validation: 0.3, test: 0 },
    },
  },
} satisfies Record<string, DescriberPreset>;
