import { z } from "zod";

const count = z.int().positive();
const fraction = z.number().min(0).max(1);
const size = (pixels: number) =>
  count.default(pixels).describe("Side of the images that the network sees, in pixels.");
const embedding = (length: number) =>
  count.default(length).describe("Length of the embeddings of regions and texts.");
const pooling = z
  .enum(["mean", "region"])
  .default("mean")
  .describe(
    'How features become one vector: "mean" averages the whole image, as the paper does; "region" adds the average over the region (not in the paper).',
  );

const clip = z.strictObject({
  network: z.literal("clip").describe("A pretrained CLIP, fine-tuned by low-rank adapters."),
  model: z
    .enum(["ViT-B/32", "ViT-B/16", "ViT-L/14", "ViT-L/14@336px"])
    .default("ViT-L/14@336px")
    .describe("Which CLIP; the paper has ViT-L/14@336px."),
  rank: count.default(64).describe("Rank of the adapters."),
  alpha: z
    .number()
    .positive()
    .default(64)
    .describe("Scale of the adapters, divided by their rank."),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe("Probability that an input of an adapter is dropped in training."),
});

const efficientnetLite0 = z.strictObject({
  network: z
    .literal("efficientnet-lite0")
    .describe("EfficientNet-Lite0 with its ImageNet weights and a new branch for the mask."),
  layers: z
    .array(z.string())
    .min(1)
    .default(["stage32"])
    .describe("Layers whose features the embedding is made of."),
  pooling,
  size: size(160),
  embedding: embedding(128),
  trainable: z
    .array(z.string())
    .default(["*"])
    .describe(
      "Pretrained weights that learn, as name patterns with *; the branch for the mask and the head always learn.",
    ),
  learningRate: z
    .number()
    .min(0)
    .default(1e-4)
    .describe("Learning rate of the pretrained weights."),
});

const small = z.strictObject({
  network: z.literal("small").describe("A small convolutional network that starts from nothing."),
  widths: z
    .array(z.array(count))
    .min(1)
    .default([[16], [32], [64]])
    .describe("Channels of each convolution, stage by stage; each stage halves width and height."),
  pooling,
  size: size(64),
  embedding: embedding(64),
});

/**
 * Everything that decides a region describer except the data and the seed, as a zod schema: every key
 * has a default and a sentence that says what it means. What is left out is as in the paper; a key that
 * is not known is an error.
 *
 * @example
 * describerConfig.parse({ image: { network: "small" }, steps: 400 }).batchSize; // => 64
 */
export const describerConfig = z
  .strictObject({
    image: z
      .discriminatedUnion("network", [clip, efficientnetLite0, small])
      .prefault({ network: "clip" })
      .describe("The network that sees the image and the mask."),
    text: z
      .strictObject({
        width: count
          .multipleOf(32)
          .default(64)
          .describe("Width of the text network, a multiple of 32."),
        layers: count.default(1).describe("Number of transformer blocks."),
      })
      .prefault({})
      .describe("The text network that learns beside an image network other than CLIP."),
    learningRate: z
      .number()
      .positive()
      .default(1e-6)
      .describe("Learning rate of the adapters and of weights that start from nothing."),
    alphaLearningRate: z
      .number()
      .positive()
      .default(1e-4)
      .describe("Learning rate of the weight through which the mask enters."),
    schedule: z
      .enum(["constant", "cosine"])
      .default("constant")
      .describe('"cosine" lets the learning rates fall to 0 over `steps`.'),
    weightDecay: z.number().min(0).default(1e-4).describe("Decoupled weight decay of AdamW."),
    batchSize: count
      .default(64)
      .describe("Regions that are compared with each other in one batch."),
    microBatches: count
      .default(1)
      .describe("Micro-batches that each batch is computed in; more need less memory."),
    temperature: z
      .number()
      .positive()
      .default(0.01)
      .describe("Temperature τ of the contrastive loss."),
    reading: z
      .enum(["inclusive", "strict", "strictPositives", "uniqueText"])
      .default("inclusive")
      .describe("How the paper's equation 5 is read; see the README."),
    augmentation: z
      .enum(["none", "flips", "turns"])
      .default("flips")
      .describe(
        '"flips" mirrors image and mask together, as the paper does; "turns" adds quarter turns, brightness and contrast (not in the paper).',
      ),
    wholeFraction: fraction
      .default(0)
      .describe(
        "Probability that the mask is the whole image in training; Alpha-CLIP's own pretraining has 0.1.",
      ),
    steps: count.optional().describe("Number of batches; with `epochs` too, the first to end."),
    epochs: count.optional().describe("Number of passes over the regions of the training split."),
    split: z
      .strictObject({
        train: fraction.describe("Fraction of the defects to train on."),
        validation: fraction.describe("Fraction of the defects to choose settings on."),
        test: fraction.describe("Fraction of the defects to test on."),
      })
      .default({ train: 0.6, validation: 0.1, test: 0.3 })
      .describe("How defects are split where a data set has no defects to train on."),
    checkpointEverySteps: count.default(100).describe("Steps between two checkpoints."),
  })
  .superRefine(({ steps, epochs, schedule, split, microBatches, image }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (steps === undefined && epochs === undefined)
      refuse("steps", "expected steps or epochs, got neither");
    if (schedule === "cosine" && steps === undefined)
      refuse("steps", "expected steps for the cosine schedule, got none");
    if (microBatches > 1 && image.network !== "clip")
      refuse(
        "microBatches",
        `expected 1 for ${image.network}, whose text network learns and needs all images of a batch, got ${microBatches}`,
      );
    const sum = split.train + split.validation + split.test;
    if (Math.abs(sum - 1) > 1e-6 || split.train === 0)
      refuse(
        "split",
        `expected fractions that add up to 1, and some to train, got ${JSON.stringify(split)}`,
      );
  });

/** A configuration with nothing left out. */
export type DescriberConfig = z.output<typeof describerConfig>;
