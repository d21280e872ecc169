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
  bank: z
    .enum(["merged", "images"])
    .default("merged")
    .describe(
      "What the memory bank keeps: merged typical patches of all images together, and what was seen once counts as normal; images the most unusual patches of each image, and a patch counts as normal where nearestImage images show one like it, so that some anomalous training images do little harm.",
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
      "Where bank is merged. Most patches that are kept of one batch of images, before batches are merged. More cover normal images more densely and take more time.",
    ),
  neighbors: neighbors.describe(`Where bank is merged. ${neighbors.description}`),
  patchesOfEach: z
    .number()
    .int()
    .min(1)
    .default(200)
    .describe(
      "Where bank is images. Most patches that are kept of one image; fewer where bankRows would be exceeded.",
    ),
  nearestImage: z
    .number()
    .int()
    .min(1)
    .default(5)
    .describe(
      "Where bank is images. Which training image a patch is compared with, 1 being the nearest: a defect is taken for normal only where so many training images show one like it.",
    ),
  falsePositiveFraction,
});

/** A configuration with every default filled in. */
export type MhpatchcoreConfig = z.output<typeof mhpatchcoreConfig>;
