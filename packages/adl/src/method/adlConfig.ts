import { imageSizeConfig } from "@flawlens/detector";
import { z } from "zod";

const whole = () => z.number().int().min(1);
const weight = () => z.number().min(0);

const backbone = z.discriminatedUnion("network", [
  z.strictObject({
    network: z
      .literal("resnet18")
      .describe("The network that features come from. ResNet-18 is the paper's."),
    trainable: z
      .boolean()
      .default(true)
      .describe("Whether training changes the backbone. A frozen one is many times faster."),
  }),
  z.strictObject({
    network: z
      .enum(["efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2"])
      .describe("The network that features come from. EfficientNet-Lite suits small machines."),
    layers: z
      .array(z.string())
      .min(2)
      .default(["stage8", "stage16", "stage32"])
      .describe("Its layers, finest first, each with half the sides of the one before."),
    trainable: z
      .boolean()
      .default(false)
      .describe("Whether training changes the backbone. A frozen one is many times faster."),
  }),
  z.strictObject({
    network: z
      .literal("small")
      .describe("The network that features come from. The small one needs no pretrained weights."),
    widths: z
      .array(z.array(whole()))
      .min(3)
      .optional()
      .describe("Channels of each convolution, stage by stage; each stage halves the sides."),
  }),
]);

const fusion = z.strictObject({
  deviation: weight().describe("Weight of the deviation."),
  entropy: weight().describe("Weight of the uncertainty."),
  segmentation: weight().describe("Weight of the segmentation."),
});

const novelty = z.strictObject({
  weight: z
    .number()
    .gt(0)
    .max(1)
    .default(0.3)
    .describe(
      "Weight of the novelty in the score of an image; the cues of the paper have the rest.",
    ),
  neighbors: whole()
    .default(5)
    .describe(
      "Which training image an image is compared with, 1 being the nearest. Training images that are anomalous count only where so many are alike.",
    ),
  patches: whole()
    .default(200)
    .describe("Most patches that are kept of each training image, the most unusual ones."),
});

/** The configuration of {@link adlMethod}; the default of each key is the released code's. */
export const adlConfig = z.strictObject({
  mode: z
    .enum(["reference", "paper", "adl"])
    .default("reference")
    .describe(
      "Which description is followed: the released code, the prose of the paper, or the parent method ADL.",
    ),
  alpha: z
    .number()
    .optional()
    .describe("Order of the alpha-divergence that weights samples. Left out, it is the mode's."),
  lambda: z
    .number()
    .positive()
    .optional()
    .describe(
      "How close to uniform the weights of samples stay: small values make them uneven. Left out, it is the mode's.",
    ),
  annealLambda: z
    .boolean()
    .optional()
    .describe(
      "Whether lambda falls from ten times its value after burn-in. Left out, it is the mode's.",
    ),
  upsampling: z
    .enum(["learned", "bilinear"])
    .optional()
    .describe(
      "How coarse features come to the resolution of fine ones: by layers that learn, or by interpolation. Left out, it is the mode's.",
    ),
  fusion: fusion
    .optional()
    .describe("Weights of the cues in the score of an image. Left out, they are the mode's."),
  scales: z
    .enum(["reference", "validation"])
    .default("reference")
    .describe(
      "How the deviation is brought to [0, 1] before cues are fused: as released, where all values above 1 tie, or so that the scale bends at the median of validation images.",
    ),
  backbone: backbone
    .prefault({ network: "resnet18" })
    .describe("The network that features come from, and whether it is trained."),
  inputSize: imageSizeConfig.describe(
    `${imageSizeConfig.description} Each is a multiple of the stride of the coarsest features.`,
  ),
  segmentationWidth: whole().default(64).describe("Filters of the segmentation head."),
  maps: z
    .enum(["gradient", "segmentation", "novelty"])
    .default("gradient")
    .describe(
      "Which map is shown: where the gradients of the cues are large, the chance that a pixel is anomalous, or how far each patch lies from the Gaussian of all normal patches, which needs the novelty.",
    ),
  novelty: novelty
    .optional()
    .describe(
      "A fourth cue, which the paper does not have: how far the most unusual patches of an image are from those of the training images, and how near to known anomalies. Left out, there is none.",
    ),

  shotFraction: z
    .number()
    .min(0)
    .default(0.2)
    .describe(
      "Places of known anomalies in the list of anomalies, as a fraction of the clean normal images: 0.2 for MVTec AD, 1 for VisA.",
    ),
  missingMask: z
    .enum(["refuse", "imageOnly"])
    .default("refuse")
    .describe(
      "What to do with a known anomaly that has no mask: refuse to train, or train everything but the segmentation from it.",
    ),
  falsePositiveFraction: z
    .number()
    .min(0)
    .lt(1)
    .default(0.05)
    .describe("Fraction of the normal validation images that the threshold calls anomalous."),

  epochs: whole().optional().describe("Epochs of training. Left out, they are the mode's."),
  stepsPerEpoch: whole().default(20).describe("Optimiser steps in an epoch."),
  batchSize: z
    .number()
    .int()
    .min(2)
    .default(48)
    .describe("Images in a batch; half of them are taken as normal, half are anomalies."),
  learningRate: z.number().positive().default(2e-4).describe("Learning rate of Adam at the start."),
  decayEvery: whole()
    .default(10)
    .describe("Epochs after which the learning rate falls to a tenth, again and again."),
  weightDecay: weight()
    .default(1e-5)
    .describe("L2 regularisation: this many times a parameter is added to its gradient."),
  maxNorm: z
    .number()
    .positive()
    .default(1)
    .describe("Largest norm of all gradients together; longer ones are scaled down."),
  rotate: z
    .boolean()
    .default(true)
    .describe("Whether 3 in 10 normal images are turned by up to 90 degrees either way."),
  cachedVariants: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      "With a frozen backbone, versions of each normal image, and pseudo-anomalies of it, whose features are computed once and kept. 0 makes and computes all anew in each step.",
    ),
  checkpointEverySteps: whole()
    .default(100)
    .describe("Steps between two checkpoints; it does not change any number of the result."),
});

/** Everything that decides a training but the data and the seed. */
export type AdlConfig = z.output<typeof adlConfig>;
