import { networkConfig } from "@flawlens/detector";
import { z } from "zod";

const { network, layers, inputSize, falsePositiveFraction, memoryGiB, checkpointEverySteps } =
  networkConfig;
const whole = () => z.number().int().min(1);
const rate = () => z.number().positive();

/**
 * Everything that decides a SuperSimpleNet but the data and the seed; the default of each key is the released code's.
 * Where the release has one value with known anomalies and another without, a key that is left out follows the data.
 *
 * @example
 * supersimplenetConfig.parse({}).upscale; // => 2
 */
export const supersimplenetConfig = z.strictObject({
  network,
  layers,
  inputSize,
  upscale: whole()
    .default(2)
    .describe(
      "How many times finer the grid of the map is than the finest layer, along each side.",
    ),
  standardized: z
    .boolean()
    .default(false)
    .describe(
      "Whether channels are brought to mean 0 and deviation 1 over the normal training images first, so that one noise suits every network.",
    ),
  noise: z
    .number()
    .positive()
    .default(0.015)
    .describe(
      "Standard deviation of the noise that makes anomalous features of normal ones. The default suits a ResNet's features as they are; standardized ones need about 0.3.",
    ),
  perlinThreshold: z
    .number()
    .min(-1)
    .max(1)
    .optional()
    .describe(
      "Cells whose Perlin noise is greater get noise. Left out, it is 0.2, and 0.6 with known anomalies, as released for MVTec AD and for supervised data; the release has 0.6 for VisA.",
    ),
  hidden: whole().default(1024).describe("Values between the two layers of the segmentation head."),
  scoreMaps: whole().default(128).describe("Maps of the classification head."),
  score: z
    .enum(["classification", "map"])
    .default("classification")
    .describe(
      "What the score of an image is: that of the classification head, or the largest value of the smoothed map.",
    ),
  margin: z
    .number()
    .min(0)
    .default(0.5)
    .describe("How far from 0 the map shall lie for normal and for anomalous cells."),
  stopGradient: z
    .boolean()
    .optional()
    .describe(
      "Whether the classification head takes the map as it is, without training it. Left out, it does so where no anomalies are known.",
    ),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .optional()
    .describe(
      "Largest norm of the gradients; null lets them through as they are. Left out, it is 1 where anomalies are known, else null.",
    ),
  flips: z
    .boolean()
    .default(true)
    .describe(
      "Whether known anomalies are also used upside down, left to right, and turned by 180 degrees.",
    ),
  anomalousFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe(
      "Fraction of the images of a step that are drawn from known anomalies, if there are any.",
    ),
  batchSize: whole().default(32).describe("Images in a batch; each is used twice."),
  epochs: whole()
    .default(300)
    .describe(
      "Epochs of training, unless steps are given. An epoch is one pass over the normal images, or, with known anomalies, as many draws as show each of these once.",
    ),
  steps: whole().optional().describe("Optimiser steps, in place of epochs."),
  learningRate: rate().default(2e-4).describe("Learning rate of both heads."),
  adaptorLearningRate: rate()
    .default(1e-4)
    .describe("Learning rate of the linear map in front of them."),
  decayFactor: rate()
    .default(0.4)
    .describe("What learning rates are multiplied by after 80 % and after 90 % of the steps."),
  falsePositiveFraction,
  memoryGiB,
  checkpointEverySteps,
});

/** A configuration with every default filled in. */
export type SupersimplenetConfig = z.output<typeof supersimplenetConfig>;
