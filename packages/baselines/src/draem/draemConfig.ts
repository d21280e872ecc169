import { networkConfig } from "@flawlens/detector";
import { z } from "zod";

const whole = () => z.number().int().min(1);
const { falsePositiveFraction, checkpointEverySteps } = networkConfig;

/**
 * Everything that decides a DRAEM but the data, the textures and the seed; a key that is not known is an error. The
 * default of each key is the released code's, but for `ssimRange`.
 *
 * @example
 * draemConfig.parse({}).epochs; // => 700
 */
export const draemConfig = z.strictObject({
  inputSize: whole()
    .multipleOf(32)
    .default(256)
    .describe("Width and height that images are resized to, in pixels."),
  reconstructionWidth: whole()
    .default(128)
    .describe("Channels of the finest level of the network that gives images without anomalies."),
  segmentationWidth: whole()
    .default(64)
    .describe("Channels of the finest level of the network that compares an image with that."),
  ssimRange: z
    .enum(["one", "released"])
    .default("one")
    .describe(
      "The range of values in the structural similarity: 1, or read off each reconstruction as in the released code, where it jumps while the network settles.",
    ),
  epochs: whole().default(700).describe("Passes over the training images."),
  batchSize: whole()
    .default(8)
    .describe("Images in a step. The last step of a pass is filled with further images."),
  learningRate: z
    .number()
    .positive()
    .default(1e-4)
    .describe(
      "Learning rate of Adam; it falls to a fifth after 80 and again after 90 % of the steps.",
    ),
  cleanFraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("Fraction of the images that are learnt from without a pseudo-anomaly."),
  rotate: z
    .boolean()
    .default(true)
    .describe("Whether 3 in 10 images are turned by up to 90 degrees either way."),
  falsePositiveFraction,
  checkpointEverySteps,
});

/** A configuration with every default filled in. */
export type DraemConfig = z.output<typeof draemConfig>;
