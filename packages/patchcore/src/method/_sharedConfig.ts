import { featureNetworkNames } from "@flawlens/backbones";
import { z } from "zod";

/** The keys that the methods here have in common; `memoryGiB` only those that keep all features. */
export const sharedConfig = {
  network: z
    .enum(featureNetworkNames)
    .default("efficientnet-lite0")
    .describe(
      'The frozen network that features come from. All but "small" need pretrained weights; "small" has random ones and is meant for trials.',
    ),
  layers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "Layers of the network whose features are joined, the finest first. Left out, they are the ones at strides 8 and 16: stage8 and stage16 of EfficientNet-Lite0, layer2 and layer3 of a ResNet.",
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
      "Most memory, in GiB, that the features of all training images may take while the detector is fitted. It does not change any number of the result.",
    ),
};

const { memoryGiB: _, ...everywhere } = sharedConfig;

/** The part of a configuration that says how images become vectors, and how the threshold is chosen. */
export type SharedConfig = z.output<z.ZodObject<typeof everywhere>> & { memoryGiB?: number };
