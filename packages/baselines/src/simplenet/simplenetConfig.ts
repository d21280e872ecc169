import { networkConfig } from "@flawlens/detector";
import { z } from "zod";

const { network, layers, inputSize, falsePositiveFraction, memoryGiB, checkpointEverySteps } =
  networkConfig;
const whole = () => z.number().int().min(1);

/**
 * Everything that decides a SimpleNet but the data and the seed; the default of each key is the released script's.
 *
 * @example
 * simplenetConfig.parse({}).noise; // => 0.015
 */
export const simplenetConfig = z.strictObject({
  network,
  layers,
  inputSize: inputSize.default(288).describe(inputSize.description as string),
  embeddingSize: z
    .number()
    .int()
    .min(1)
    .nullable()
    .default(1536)
    .describe(
      "Numbers in the vector of a cell: means of neighbours among the values of its 3 x 3 cells, as released. With null, the channels of all layers are joined, each the mean of its 3 x 3 cells.",
    ),
  standardized: z
    .boolean()
    .default(false)
    .describe(
      "Whether channels are brought to mean 0 and deviation 1 over the training images first, so that one noise suits every network.",
    ),
  noise: z
    .number()
    .positive()
    .default(0.015)
    .describe(
      "Standard deviation of the noise that makes anomalous features of normal ones. The default suits a ResNet's features as they are; standardized ones need about 0.3.",
    ),
  hidden: whole().default(1024).describe("Values between the two layers of the discriminator."),
  margin: z
    .number()
    .min(0)
    .default(0.5)
    .describe("How far from 0 the scores of normal and of anomalous features shall lie."),
  batchSize: whole().default(8).describe("Images in a batch; all their cells are used."),
  epochs: whole().default(160).describe("Passes over the training images, unless steps are given."),
  steps: whole().optional().describe("Optimiser steps, in place of epochs."),
  learningRate: z.number().positive().default(2e-4).describe("Learning rate of the discriminator."),
  projectionLearningRate: z
    .number()
    .positive()
    .default(1e-4)
    .describe("Learning rate of the linear map in front of it."),
  falsePositiveFraction,
  memoryGiB,
  checkpointEverySteps,
});

/** A configuration with every default filled in. */
export type SimplenetConfig = z.output<typeof simplenetConfig>;
