import type { Method } from "@flawlens/detector";

const lite0 = { network: "efficientnet-lite0" };
const frozen = {
  backbone: lite0,
  upsampling: "bilinear",
  segmentationWidth: 16,
  cachedVariants: 2,
};
const short = { ...frozen, batchSize: 16, epochs: 10, decayEvery: 7, learningRate: 1e-3 };

/** Named configurations of {@link adlMethod}; the first is the one to start with. */
export const adlPresets = {
  novelty: {
    description:
      "EfficientNet-Lite0, frozen, images at up to as many pixels as 384 x 384 has and in their own proportions, with a fourth cue that the paper does not have: the distance to patches of the training images. Needs its pretrained weights.",
    // Enlarged photographs show nothing new, and the novelty finds less in them.
    side: 384,
    config: {
      ...short,
      missingMask: "imageOnly",
      inputSize: 384,
      shotFraction: 1,
      maps: "novelty",
      novelty: { weight: 0.3, neighbors: 5, patches: 200 },
    },
  },
  "small-machine": {
    description:
      "EfficientNet-Lite0, frozen, with features kept: minutes on two cores. Needs its pretrained weights.",
    config: {
      ...frozen,
      missingMask: "imageOnly",
      batchSize: 24,
      epochs: 12,
      decayEvery: 8,
      learningRate: 1e-3,
    },
  },
  short: {
    description: "The same with half the training: the configuration of the measured table.",
    config: short,
  },
  "small-defects": {
    description: "As short, at 384 pixels: for defects that are small against the frame.",
    config: { ...short, inputSize: 384, shotFraction: 1 },
  },
  "from-scratch": {
    description: "A small network that needs no pretrained weights, at 128 pixels: for trials.",
    config: {
      backbone: { network: "small", widths: [[16], [32], [32], [64]] },
      inputSize: 128,
      segmentationWidth: 16,
      missingMask: "imageOnly",
      batchSize: 16,
      epochs: 12,
      learningRate: 1e-3,
    },
  },
  reference: {
    description: "The released code: ResNet-18 trained end to end; hours on a CPU.",
    config: { mode: "reference", epochs: 24 },
  },
  paper: {
    description:
      "The prose of the paper: ResNet-18 trained end to end, features interpolated; hours on a CPU.",
    config: { mode: "paper", epochs: 25 },
  },
} satisfies NonNullable<Method["presets"]>;
