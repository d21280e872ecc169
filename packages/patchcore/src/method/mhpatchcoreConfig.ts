import { imageScalesConfig } from "@flawlens/detector";
import { z } from "zod";
import { sharedConfig } from "./_sharedConfig.ts";

const { network, layers, inputSize, falsePositiveFraction, neighbors } = sharedConfig;

/**
 * Everything that decides an MH-PatchCore but the data; a key that is not known is an error.
 *
 * @example
 * mhpatchcoreConfig.parse({ bankRows: 2000 }).shrinkage; // => 0.07
 */
export const mhpatchcoreConfig = z.strictObject({
  network,
  layers,
  inputSize,
  scales: imageScalesConfig,
  embedding: z
    .enum(["detailed", "means"])
    .default("detailed")
    .describe(
      "What a place is described by: means is the mean of the 3 x 3 cells around it, as in PatchCore; detailed lets nearer cells count more in that mean and keeps the cells of the finest layer as well, which finds small defects far better.",
    ),
  keptVariance: z
    .number()
    .positive()
    .max(1)
    .default(0.99)
    .describe(
      "Fraction of the variance of the features that is kept; the directions that explain the rest are left out.",
    ),
  shrinkage: z
    .number()
    .min(0)
    .max(1)
    .default(0.07)
    .describe(
      "How far the covariance of the features is drawn towards one that is equal in all directions: 0 leaves it as it is, 1 makes every direction count by its own scale alone.",
    ),
  bankRows: z
    .number()
    .int()
    .min(1)
    .default(1000)
    .describe("Most patches that the memory bank keeps, however many images there are."),
  blockRows: z
    .number()
    .int()
    .min(1)
    .default(256)
    .describe(
      "Most patches that are kept of one batch of images, before batches are merged. More cover normal images more densely and take more time.",
    ),
  neighbors,
  falsePositiveFraction,
});

/** A configuration with every default filled in. */
export type MhpatchcoreConfig = z.output<typeof mhpatchcoreConfig>;
