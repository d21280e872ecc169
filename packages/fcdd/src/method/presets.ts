import type { z } from "zod";
import type { fcddConfig } from "./fcddConfig.ts";

/** A named configuration: the keys that differ from their defaults. */
interface Preset {
  description: string;
  config: z.input<typeof fcddConfig>;
}

/** Configurations that were tried; the first is the one to begin with. */
export const presets = {
  frozen: {
    description:
      "A frozen EfficientNet-Lite0 with ImageNet weights (19 MB) and a light head: less than a minute of training for a few hundred images.",
    config: {
      encoder: { network: "efficientnet-lite0", layers: ["stage16", "stage32"] },
      head: { widths: [64], kernel: 1, normalizeInput: true },
      inputSize: 256,
      score: "max",
      smoothing: 2,
      learningRate: 0.003,
      schedule: "cosine",
      batchSize: 16,
      steps: 250,
      checkpointEverySteps: 125,
    },
  },
  scratch: {
    description: "A small network trained from scratch, which needs no weights: the quickstart's.",
    config: {
      encoder: { network: "small", widths: [[16], [32, 32], [64, 64]] },
      head: { widths: [64] },
      inputSize: 128,
      score: "topMean",
      topFraction: 0.1,
      learningRate: 0.003,
      schedule: "cosine",
      steps: 900,
      augmentation: {
        probability: 1,
        rotation: 0,
        translation: 0,
        brightness: 0.1,
        contrast: 0.1,
        flip: true,
      },
      checkpointEverySteps: 100,
    },
  },
  paper: {
    description:
      "The paper's: a frozen Inception-ResNet-v2 at 299 px, ten balanced epochs with its augmentation. It is meant for a GPU.",
    config: { inputSize: 299, epochs: 10, augmentation: {}, checkpointEverySteps: 500 },
  },
} satisfies Record<string, Preset>;
