import { networkConfig } from "@flawlens/detector";
import { featureNetworkNames } from "@flawlens/backbones";
import { z } from "zod";

const whole = () => z.number().int().min(1);
const rate = (value: number) => z.number().positive().default(value);
const { falsePositiveFraction, checkpointEverySteps } = networkConfig;

/**
 * Everything that decides a DeSTSeg but the data, the textures and the seed; a key that is not known is an error. The
 * default of each key is the released code's.
 *
 * @example
 * destsegConfig.parse({}).studentSteps; // => 1000
 */
export const destsegConfig = z.strictObject({
  network: z
    .enum(featureNetworkNames)
    .default("resnet18")
    .describe(
      'The frozen teacher. All but "small" need pretrained weights; "small" has random ones and is meant for trials.',
    ),
  inputSize: z
    .number()
    .int()
    .min(32)
    .default(256)
    .describe("Width and height that images are resized to, in pixels."),
  segmentationWidth: whole()
    .default(256)
    .describe("Channels inside the network that marks anomalies."),
  blocks: whole()
    .default(2)
    .describe("Residual blocks in each stage of the student's decoder and of the segmentation."),
  studentSteps: whole().default(1000).describe("Steps that train the student, which come first."),
  segmentationSteps: whole()
    .default(4000)
    .describe("Steps that train the segmentation, while the student stays as it is."),
  batchSize: whole()
    .default(32)
    .describe(
      "Images in a step. The student's loss is a sum over them, so its learning rate belongs to this number.",
    ),
  studentRate: rate(0.4).describe("Learning rate of the student."),
  blocksRate: rate(0.1).describe("Learning rate of the segmentation's residual blocks."),
  headRate: rate(0.01).describe("Learning rate of the rest of the segmentation."),
  rotation: z
    .enum(["none", "slight", "any"])
    .default("any")
    .describe(
      "How normal images are turned before anything is made of them: not at all, by up to 5 degrees, or by a multiple of 90 degrees as well. The released code has a list of categories for each: bottle, grid, hazelnut, leather, tile, carpet and screw are turned by any angle; wood, zipper and cable slightly; others not.",
    ),
  topPixels: whole()
    .default(100)
    .describe("Number of pixels whose mean probability is the score of an image."),
  falsePositiveFraction,
  checkpointEverySteps,
});

/** A configuration with every default filled in. */
export type DestsegConfig = z.output<typeof destsegConfig>;
