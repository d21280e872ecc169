import type { z } from "zod";
import type { fcddConfig } from "./fcddConfig.ts";

/** A named configuration: the keys that differ from their defaults. */
interface Preset {
  description: string;
  config: z.input<typeof fcddConfig>;
}

/** A light head behind frozen features. */
const light = {
  head: { widths: [64], kernel: 1, normalizeInput: true },
  score: "max",
  learningRate: 0.003,
  schedule: "cosine",
  batchSize: 16,
  steps: 250,
  checkpointEverySteps: 125,
} satisfies Preset["config"];

/** Configurations that were tried; the first is the one to begin with. */
export const presets = {
  frozen: {
    description:
      "A frozen EfficientNet-Lite0 with ImageNet weights (19 MB) at 256 px, from labels of images alone: less than a minute of training for a few hundred images.",
    config: {
      ...light,
      encoder: { network: "efficientnet-lite0", layers: ["stage16", "stage32"] },
      inputSize: 256,
      smoothing: 2,
    },
  },
  "with-masks": {
    description:
      "A frozen EfficientNet-Lite0 with ImageNet weights (19 MB) at 384 px and at two thirds and one third of that, which learns from masks of the defects: minutes of training for a few hundred images. Without masks take frozen.",
    config: {
      ...light,
      encoder: {
        network: "efficientnet-lite0",
        layers: ["stage16", "stage8", "stage4", "stage32"],
        scales: [1, 0.667, 0.333],
      },
      head: { widths: [128], kernel: 1, normalizeInput: true, dropout: 0.3 },
      maps: "softmax",
      inputSize: 384,
      smoothing: 1,
      maskWeight: 1,
      labelLoss: "unmasked",
      augmentation: { probability: 0, flip: true, turn: true, paste: 0.7 },
      cachedVariants: 4,
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
