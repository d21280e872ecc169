import { z } from "zod";

const positive = z.number().int().positive();
const fraction = z.number().min(0).max(1);

/** A schema as methods have them: with unions, nested keys, and defaults at every level. */
export const methodSchema = z
  .strictObject({
    encoder: z
      .discriminatedUnion("network", [
        z.strictObject({
          network: z.literal("small").describe("Network that computes the features."),
          widths: z.array(z.array(positive)).optional().describe("Channels, stage by stage."),
        }),
        z.strictObject({
          network: z.literal("efficientnet-lite0"),
          layers: z
            .array(z.string())
            .min(1)
            .default(["stage16"])
            .describe("Layers whose features are used."),
        }),
      ])
      .prefault({ network: "small" })
      .describe("The network in front."),
    head: z
      .strictObject({
        widths: z.array(positive).default([512, 512]).describe("Filters of each convolution."),
        normalizeInput: z.boolean().default(false).describe("Whether features are normalised."),
      })
      .prefault({})
      .describe("The part that learns."),
    score: z.enum(["mean", "max"]).default("mean").describe("How a map becomes a score."),
    steps: positive.describe("Number of training steps."),
    learningRate: z.number().positive().default(1e-4).describe("Step size of Adam."),
    width: positive.multipleOf(32).default(64).describe("Width of the text tower."),
    quality: z
      .number()
      .int()
      .min(1)
      .max(100)
      .nullable()
      .default(95)
      .describe("Quality of the JPEG; null leaves images as they are."),
    augmentation: z
      .strictObject({ probability: fraction.default(0.5).describe("Chance of a change.") })
      .nullable()
      .default(null)
      .describe("How training images are changed."),
    split: z
      .strictObject({ train: fraction.describe("Training."), test: fraction.describe("Test.") })
      .default({ train: 0.75, test: 0.25 })
      .describe("Fractions of the data set."),
    threads: z
      .union([positive, z.literal("auto")])
      .optional()
      .describe("Threads; one a core where left out."),
    dropout: z.number().min(0).lt(1).default(0.1).describe("Dropout."),
    pair: z.array(z.number()).length(2).optional().describe("Two numbers."),
  })
  .superRefine(({ split }, context) => {
    if (split.train + split.test !== 1)
      context.addIssue({ code: "custom", path: ["split"], message: "expected a sum of 1" });
  });
