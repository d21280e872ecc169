import { imageScalesConfig } from "@flawlens/detector";
import { z } from "zod";

const count = z.number().int().positive();
const fraction = z.number().min(0).max(1);

const small = z.strictObject({
  network: z
    .literal("small")
    .describe(
      "The network that computes features. The small one is trained from scratch, the others are frozen and use ImageNet weights.",
    ),
  widths: z
    .array(z.array(count).min(1))
    .min(1)
    .default([
      [24, 24],
      [48, 48],
      [96, 96],
    ]) // prettier-ignore
    .describe("Channels of each convolution, stage by stage. Each stage halves width and height."),
});

const adaptBatchNorm = z
  .boolean()
  .default(false)
  .describe(
    "Whether the frozen network normalises by the statistics of each training batch, as the released code does.",
  );

const layers = (layer: string) =>
  z
    .array(z.string())
    .min(1)
    .default([layer])
    .describe(
      "Names of the layers whose features are used. Several are joined at the resolution of the first.",
    );

const efficientnetLite = z.strictObject({
  network: z.enum(["efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2"]),
  layers: layers("stage16"),
  scales: imageScalesConfig,
  adaptBatchNorm,
});

const inceptionResnetV2 = z.strictObject({
  network: z.literal("inception-resnet-v2"),
  layers: layers("repeat"),
  scales: imageScalesConfig,
  adaptBatchNorm,
});

const head = z.strictObject({
  widths: z
    .array(count)
    .default([512, 512])
    .describe("Number of filters of each convolution before the last."),
  kernel: count.default(3).describe("Side of these convolutions' kernels, an odd number."),
  normalizeInput: z
    .boolean()
    .default(false)
    .describe("Whether features are batch-normalised before the head. The paper does not."),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      "Chance that a channel in front of a convolution is left out in a training step. The paper leaves out none.",
    ),
});

const augmentation = z.strictObject({
  probability: fraction.default(0.5).describe("Chance that an image is changed."),
  rotation: z
    .number()
    .min(0)
    .max(180)
    .default(15)
    .describe("Largest rotation in either direction, in degrees."),
  translation: z
    .number()
    .min(0)
    .default(20)
    .describe("Largest shift along each axis, in pixels of the input."),
  brightness: fraction
    .default(0.3)
    .describe("Largest change of brightness: factors from 1 minus to 1 plus this are drawn."),
  contrast: fraction
    .default(0.3)
    .describe("Largest change of contrast: factors from 1 minus to 1 plus this are drawn."),
  flip: z
    .boolean()
    .default(false)
    .describe("Whether images are also mirrored at random. The paper does not."),
  turn: z
    .boolean()
    .default(false)
    .describe("Whether images that are mirrored are also turned by quarter turns."),
  paste: fraction
    .default(0)
    .describe(
      "Chance that the defect of an image with a mask is pasted onto a normal image. It needs a `maskWeight` above 0.",
    ),
});

const threshold = z.discriminatedUnion("rule", [
  z.strictObject({
    rule: z
      .literal("f1Max")
      .describe("The best F1, or a fraction of normal images that may be called anomalous."),
  }),
  z.strictObject({
    rule: z.literal("falsePositiveFraction"),
    fraction: z
      .number()
      .min(0)
      .lt(1)
      .describe("Largest fraction of the normal validation images that is called anomalous."),
  }),
]);

/**
 * Everything that decides a training but the data and the seed. What is left out is as in the paper; a key that is
 * not known is an error.
 *
 * @example
 * fcddConfig.parse({ encoder: { network: "small" }, steps: 900 }).batchSize; // => 32
 */
export const fcddConfig = z
  .strictObject({
    encoder: z
      .discriminatedUnion("network", [small, efficientnetLite, inceptionResnetV2])
      .prefault({ network: "inception-resnet-v2" })
      .describe("The network in front, which computes features of images."),
    head: head
      .prefault({})
      .describe("The network behind it, which is trained and makes the anomaly maps."),
    maps: z
      .enum(["pseudoHuber", "softmax"])
      .default("pseudoHuber")
      .describe(
        'How the head makes maps: "pseudoHuber" each by itself, as in the paper, or "softmax", where the types compete for each cell.',
      ),
    inputSize: count
      .optional()
      .describe(
        "Width and height that images are resized to, in pixels. Default the encoder's usual size.",
      ),
    preprocessing: z
      .enum(["weights", "unit"])
      .default("weights")
      .describe(
        'How pixels are scaled: "weights" as the encoder\'s weights expect, "unit" to [0, 1] as the released code does.',
      ),
    score: z
      .enum(["mean", "max", "pooledMax", "topMean"])
      .default("mean")
      .describe(
        "How a map becomes the score of an image: the mean of all cells, the highest cell, the highest mean over 16x16 pixels, or the mean of the highest 5 % of the cells.",
      ),
    smoothing: z
      .number()
      .positive()
      .optional()
      .describe(
        "Standard deviation, in cells, of a Gaussian that smooths maps before they are scored and shown. Maps are not smoothed where it is left out, as in the paper.",
      ),
    loss: z
      .enum(["equation3", "released"])
      .default("equation3")
      .describe("The paper's loss, or the variant of it in the released code."),
    topFraction: z
      .number()
      .positive()
      .max(1)
      .default(1)
      .describe(
        'Fraction of a map\'s cells, the highest ones, that the loss "equation3" looks at. The paper uses all.',
      ),
    maskWeight: z
      .number()
      .min(0)
      .default(0)
      .describe(
        "Weight of the loss of single cells, for anomalous images that have a mask. With 0 masks are not read, as in the paper.",
      ),
    labelLoss: z
      .enum(["all", "unmasked"])
      .default("all")
      .describe(
        'Where images learn from their label alone, beside their cells: in "all" cells, as in the paper, or in "unmasked" ones, those whose type no mask tells.',
      ),
    upsampling: z
      .enum(["halfPixel", "receptiveFieldAligned"])
      .default("halfPixel")
      .describe(
        "How maps are enlarged to the size of the input: as if their cells tiled it, or by the centres of the cells' receptive fields.",
      ),
    singleChannel: z
      .boolean()
      .default(false)
      .describe("Whether there is one map for any anomaly, instead of one for each defect type."),
    learningRate: z.number().positive().default(1e-4).describe("Adam's learning rate."),
    schedule: z
      .enum(["constant", "cosine"])
      .default("constant")
      .describe("Whether the learning rate stays as it is or falls to 0 over `steps`."),
    batchSize: count.default(32).describe("Number of images in each step."),
    epochs: count
      .optional()
      .describe(
        "Number of balanced epochs. Give this or `steps`; with both, the first to be reached ends the training.",
      ),
    steps: count.optional().describe("Number of training steps."),
    augmentation: augmentation
      .nullable()
      .default(null)
      .describe("How training images are changed at random; null leaves them as they are."),
    cachedVariants: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe(
        "Number of versions of each image whose features are computed once and kept, for frozen encoders: the image and augmented versions of it; fewer where they take more than 4 GiB. With 0 features are computed in each step. Default 1 without augmentation, otherwise 0.",
      ),
    threshold: threshold
      .optional()
      .describe(
        "How thresholds are chosen on validation images. Default the best F1 where validation shows anomalies, otherwise a false-positive fraction of 0.05.",
      ),
    checkpointEverySteps: count
      .default(200)
      .describe("A checkpoint is saved every so many steps, and after each epoch."),
  })
  .superRefine((config, context) => {
    const { steps, epochs, schedule, loss, topFraction, labelLoss, maskWeight, augmentation } =
      config;
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (steps === undefined && epochs === undefined)
      refuse("steps", "expected steps or epochs, got neither");
    else if (schedule === "cosine" && steps === undefined)
      refuse("steps", "expected steps for the cosine schedule, got epochs alone");
    if (loss === "released" && topFraction !== 1)
      refuse("topFraction", `expected 1 for the released loss, got ${topFraction}`);
    if (labelLoss === "unmasked" && (loss === "released" || maskWeight === 0))
      refuse(
        "labelLoss",
        `expected a maskWeight above 0 and equation3 for "unmasked", got ${maskWeight} and ${loss}`,
      );
    if (augmentation && augmentation.turn && !augmentation.flip)
      refuse("augmentation.turn", "expected flip: true with turn: true, got flip: false");
    if (augmentation && augmentation.paste > 0 && maskWeight === 0)
      refuse("augmentation.paste", "expected a maskWeight above 0 to paste defects, got 0");
  });

/** A configuration with every default filled in. */
export type FcddConfig = z.output<typeof fcddConfig>;
