import type { Method } from "@flawlens/detector";

/** Named configurations of SuperSimpleNet; the first is the one to start with. */
export const supersimplenetPresets = {
  "small-machine": {
    description:
      "EfficientNet-Lite0 with ImageNet weights (19 MB), features standardised and the noise scaled to them, on the grid of the finest layer: minutes on two cores.",
    config: {
      network: "efficientnet-lite0",
      upscale: 1,
      standardized: true,
      noise: 0.3,
      hidden: 128,
      scoreMaps: 32,
      batchSize: 8,
      steps: 600,
    },
  },
  reference: {
    description:
      "The released code: Wide ResNet-50-2 with ImageNet weights (276 MB), 300 epochs; days on a CPU.",
    config: {},
  },
  trial: {
    description:
      "A small network of random weights at 128 pixels, which needs no file: for trials.",
    config: {
      network: "small",
      inputSize: 128,
      upscale: 1,
      standardized: true,
      noise: 0.3,
      hidden: 64,
      scoreMaps: 16,
      batchSize: 4,
      steps: 200,
    },
  },
} satisfies NonNullable<Method["presets"]>;
