import { featureNetworkNames } from "@flawlens/backbones";
import { z } from "zod";

/** Keys of a configuration that say where frozen features come from, and how a run is kept. */
export const networkConfig = {
  network: z
    .enum(featureNetworkNames)
    .default("wide-resnet50-2")
    .describe(
      'The frozen network that features come from. All but "small" need pretrained weights; "small" has random ones and is meant for trials.',
    ),
  layers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "Layers of the network whose features are used, the finest first. Left out, they are the ones at strides 8 and 16: layer2 and layer3 of a ResNet, stage8 and stage16 of EfficientNet-Lite0.",
    ),
  inputSize: z
    .number()
    .int()
    .min(32)
    .default(256)
    .describe("Width and height that images are resized to, in pixels."),
  falsePositiveFraction: z
    .number()
    .min(0)
    .lt(1)
    .default(0.05)
    .describe(
      "Largest fraction of new normal images that is expected to be called anomalous, judging by the normal images held back.",
    ),
  memoryGiB: z
    .number()
    .positive()
    .default(4)
    .describe(
      "Most memory, in GiB, that the kept features of the training images may take. It does not change any number of the result.",
    ),
  checkpointEverySteps: z
    .number()
    .int()
    .min(1)
    .default(200)
    .describe("Number of optimiser steps between two checkpoints."),
};

/** The part of a configuration that says where features come from. */
export type NetworkConfig = z.output<z.ZodObject<typeof networkConfig>>;

/** What of a configuration decides the numbers of a run: everything but memory and the spacing of checkpoints. */
export function decisivePart(config: NetworkConfig): Record<string, unknown> {
  const { memoryGiB: _memory, checkpointEverySteps: _often, ...decisive } = config;
  return decisive;
}
