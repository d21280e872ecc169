import { networkConfig } from "@flawlens/detector";
import { z } from "zod";

const whole = () => z.number().int().min(1);

/**
 * Everything that decides a detector by reverse distillation but the data and the seed; a key that is not known is an
 * error. The default of each key is the released code's.
 *
 * @example
 * rdConfig.parse({}).learningRate; // => 0.005
 */
export const rdConfig = z.strictObject({
  ...networkConfig,
  layers: z
    .array(z.string())
    .length(3)
    .optional()
    .describe(
      "The three layers of the teacher that are compared, the finest first, each with half the sides of the one before. Left out: layer1, layer2 and layer3 of a ResNet; stage4, stage8 and stage16 of EfficientNet-Lite0.",
    ),
  decoderBlocks: z
    .array(whole())
    .length(3)
    .optional()
    .describe(
      "Blocks of each stage of the decoder, the coarsest first. Left out: those of the teacher's own stages turned round, one each for light teachers.",
    ),
  loss: z
    .enum(["flattened", "perPosition"])
    .default("flattened")
    .describe(
      "Where cosines are taken: of whole feature maps, as released, or at each place, as in the paper's equation.",
    ),
  epochs: whole().default(200).describe("Passes over the training images."),
  batchSize: whole()
    .default(16)
    .describe("Images in a step. The last step of a pass is filled with further images."),
  learningRate: z.number().positive().default(0.005).describe("Learning rate of Adam."),
  beta1: z
    .number()
    .min(0)
    .lt(1)
    .default(0.5)
    .describe("How much of the mean of gradients Adam keeps from step to step."),
});

/** A configuration with every default filled in. */
export type RdConfig = z.output<typeof rdConfig>;
