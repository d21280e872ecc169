import { z } from "zod";
import { parseBy, readConfigFile } from "../../multitype-fcdd/src/configFile.ts";

const positive = z.number().int().positive();
const fraction = z.number().min(0).max(1);
const pooling = z.enum(["mean", "region"]);

const image = z.discriminatedUnion("network", [
  z.strictObject({
    network: z.literal("clip"),
    model: z.enum(["ViT-B/32", "ViT-B/16", "ViT-L/14", "ViT-L/14@336px"]).default("ViT-L/14@336px"),
    rank: positive.default(64),
    alpha: z.number().positive().default(64),
    dropout: z.number().min(0).lt(1).default(0.1),
  }),
  z.strictObject({
    network: z.literal("efficientnet-lite0"),
    layers: z.array(z.string()).min(1).default(["stage32"]),
    pooling: pooling.default("mean"),
    size: positive.default(160),
    embedding: positive.default(128),
    /** Which pretrained weights learn, by name; the branch for the mask and the head always do. */
    trainable: z.array(z.string()).default(["*"]),
    /** Of the pretrained weights; the rest begins afresh and has the configuration's. */
    learningRate: z.number().min(0).default(1e-4),
  }),
  z.strictObject({
    network: z.literal("small"),
    /** Channels of each convolution, stage by stage; each stage halves the sides. */
    widths: z
      .array(z.array(positive))
      .min(1)
      .default([[16], [32], [64]]),
    pooling: pooling.default("mean"),
    size: positive.default(64),
    embedding: positive.default(64),
  }),
]);

const schema = z.strictObject({
  image: image.prefault({ network: "clip" }),
  /** The text tower that learns beside networks that are no CLIP. */
  text: z
    .strictObject({ width: positive.multipleOf(32).default(64), layers: positive.default(1) })
    .prefault({}),
  learningRate: z.number().positive().default(1e-6),
  /** Of the weight that the mask enters by. */
  alphaLearningRate: z.number().positive().default(1e-4),
  /** "cosine" falls from the learning rates to 0 over `steps`. */
  schedule: z.enum(["constant", "cosine"]).default("constant"),
  weightDecay: z.number().min(0).default(1e-4),
  batchSize: positive.default(64),
  /** Parts that a batch is computed in. */
  parts: positive.default(1),
  temperature: z.number().positive().default(0.01),
  reading: z.enum(["inclusive", "strict", "strictPositives", "uniqueText"]).default("inclusive"),
  /** "turns" adds quarter turns, brightness and contrast to the flips of image and mask (not in the paper). */
  augmentation: z.enum(["none", "flips", "turns"]).default("flips"),
  /** Chance that the mask is the whole image in training (Alpha-CLIP's own pretraining: 0.1). */
  wholeFraction: fraction.default(0),
  /** Batches; with `epochs` too, the first to end. */
  steps: positive.optional(),
  epochs: positive.optional(),
  /** Shares of data sets whose published sides have no defects to train on, cut between parts. */
  split: z
    .strictObject({ train: fraction, validation: fraction, test: fraction })
    .default({ train: 0.6, validation: 0.1, test: 0.3 }),
  checkpointEverySteps: positive.default(100),
});

/** Everything that decides a run but the data and the seed. */
export type Config = z.infer<typeof schema>;

/** Reads a configuration file; what it leaves out is as in the paper. */
export function readConfig(file: string): Promise<Config> {
  return readConfigFile(file, parseConfig);
}

/**
 * A configuration with everything that was left out.
 *
 * @throws {RangeError} With every key that is unknown or has a value it cannot have.
 */
export function parseConfig(json: unknown): Config {
  const config = parseBy(schema, json);
  const { steps, epochs, schedule, split, parts, image } = config;
  if (steps === undefined && epochs === undefined)
    throw new RangeError("expected steps or epochs, got neither");
  if (schedule === "cosine" && steps === undefined)
    throw new RangeError("expected steps for the cosine schedule, got epochs alone");
  if (parts > 1 && image.network !== "clip")
    throw new RangeError(
      `expected batches in one part for ${image.network}, whose text tower learns, got ${parts}`,
    );
  const sum = split.train + split.validation + split.test;
  if (Math.abs(sum - 1) > 1e-6 || split.train === 0)
    throw new RangeError(
      `expected shares of split that add up to 1, and some to train, got ${JSON.stringify(split)}`,
    );
  return config;
}
