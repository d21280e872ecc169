import type { Method } from "@flawlens/detector";

/** Named configurations of SimpleNet; the first is the one to start with. */
export const simplenetPresets = {
  "small-machine": {
    description:
      "EfficientNet-Lite0 with ImageNet weights (19 MB), features standardised and the noise scaled to them: minutes on two cores.",
    config: {
      network: "efficientnet-lite0",
      inputSize: 256,
      embeddingSize: null,
      standardized: true,
      noise: 0.3,
      hidden: 128,
      batchSize: 4,
      steps: 1200,
    },
  },
  reference: {
    description:
      "The released script: Wide ResNet-50-2 with ImageNet weights (276 MB), 160 epochs; many hours on a CPU.",
    config: {},
  },
  trial: {
    description:
      "A small network of random weights at 128 pixels, which needs no file: for trials.",
    config: {
      network: "small",
      inputSize: 128,
      embeddingSize: null,
      standardized: true,
      noise: 0.3,
      hidden: 64,
      batchSize: 4,
      steps: 200,
    },
  },
} satisfies NonNullable<Method["presets"]>;
