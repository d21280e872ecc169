import { featureNetworkNames } from "@flawlens/backbones";
import { z } from "zod";
import { imageSizeConfig } from "./imageSize.ts";

/**
 * Keys of a configuration that say where the features of a frozen network come from, and how thresholds are chosen and a
 * run is kept. A method takes those it needs, each with another default where its own recipe has one.
 *
 * @example
 * const config = z.strictObject({ ...networkConfig, steps: z.number().int().default(100).describe("Optimiser steps.") });
 */
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
      "Layers of the network whose features are used, the finest first. Left out, they are the ones at strides 8 and 16: stage8 and stage16 of EfficientNet-Lite0, layer2 and layer3 of a ResNet.",
    ),
  inputSize: imageSizeConfig,
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
      "Most memory, in GiB, that the features of the training images may take while they are kept. It does not change any number of the result.",
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
export function decisivePart(config: Record<string, unknown>): Record<string, unknown> {
  const { memoryGiB: _memory, checkpointEverySteps: _often, ...decisive } = config;
  return decisive;
}
