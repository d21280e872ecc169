import { networkConfig } from "@flawlens/detector";
import { z } from "zod";
import { aggregations } from "./aggregateLevels.ts";

const whole = () => z.number().int().min(1);

/**
 * Everything that decides a CFlow but the data and the seed; a key that is not known is an error. The default of each
 * key is the released code's, but for `aggregation` and `layers`.
 *
 * @example
 * cflowConfig.parse({ metaEpochs: 6 }).couplingBlocks; // => 8
 */
export const cflowConfig = z
  .strictObject({
    ...networkConfig,
    couplingBlocks: whole().default(8).describe("Coupling blocks in the flow of each layer."),
    conditionChannels: z
      .number()
      .int()
      .min(4)
      .multipleOf(4)
      .default(128)
      .describe("Channels of the encoded position that a flow is told, a multiple of 4."),
    clamp: z
      .number()
      .positive()
      .default(1.9)
      .describe("Largest absolute logarithm of a factor of a coupling block."),
    standardized: z
      .boolean()
      .default(false)
      .describe(
        "Whether features are shifted to a mean of 0 and scaled, one scale a layer. Needed for networks whose features are large or signed, such as EfficientNet-Lite0.",
      ),
    aggregation: z
      .enum(aggregations)
      .default("likelihood")
      .describe(
        'How layers become one map: by the sum of log-likelihoods, or by probabilities relative to the highest one on training images (the released code takes the highest one of the test images, which "probability" replaces).',
      ),
    rotationDegrees: z
      .number()
      .min(0)
      .max(180)
      .default(0)
      .describe("Training images are turned by a random angle of at most this, in degrees."),
    versions: z
      .number()
      .int()
      .min(0)
      .default(1)
      .describe(
        "Turned versions of each training image whose features are kept in memory. With 0 features are computed anew in each pass, which is many times slower.",
      ),
    batchSize: whole().default(32).describe("Images whose vectors are mixed."),
    groupSize: whole().default(256).describe("Vectors of an optimiser step, all from one layer."),
    metaEpochs: whole()
      .default(25)
      .describe("Parts of the training with the same learning rate, after two in which it rises."),
    subEpochs: whole().default(8).describe("Passes over the images in each of these parts."),
    learningRate: z.number().positive().default(2e-4).describe("Highest learning rate of Adam."),
  })
  .refine(({ standardized, versions }) => !standardized || versions > 0, {
    message: "standardized needs kept features: versions of at least 1",
    path: ["versions"],
  });

/** A configuration with every default filled in. */
export type CflowConfig = z.output<typeof cflowConfig>;
