import { networkConfig } from "@flawlens/detector";
import { z } from "zod";
import { strategies } from "./loeLoss.ts";

const whole = () => z.number().int().min(1);

/**
 * Everything that decides a run but the data and the seed; a key that is not known is an error.
 *
 * @example
 * loeConfig.parse({ strategy: "hard" }).contamination; // => 0.1
 */
export const loeConfig = z.strictObject({
  ...networkConfig,
  strategy: z
    .enum(strategies)
    .default("soft")
    .describe(
      'What is done with training images that look anomalous: "hard" takes them as anomalous, "soft" as half anomalous, "refine" leaves them out, "blind" takes them as normal like all others.',
    ),
  contamination: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe("Fraction of the training images that is assumed to be anomalous without a label."),
  warmUpEpochs: z
    .number()
    .int()
    .min(0)
    .default(1)
    .describe("Passes over the images at the beginning in which all are taken as normal."),
  transformations: z
    .number()
    .int()
    .min(2)
    .default(8)
    .describe("Number of learned transformations of an image's features."),
  transformationWidth: whole()
    .default(64)
    .describe("Width of the hidden layer of each transformation."),
  encoderWidths: z
    .array(whole())
    .min(1)
    .default([128, 64])
    .describe("Widths of the layers that embed features, the last being that of the embedding."),
  temperature: z.number().positive().default(0.1).describe("Temperature of the losses."),
  batchSize: z.number().int().min(2).default(32).describe("Images of an optimiser step."),
  epochs: whole().default(100).describe("Passes over the images."),
  learningRate: z.number().positive().default(1e-3).describe("Learning rate of Adam."),
});

/** A configuration with every default filled in. */
export type LoeConfig = z.output<typeof loeConfig>;
