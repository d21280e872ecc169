import { z } from "zod";
import { parseBy, readConfigFile } from "./configFile.ts";

const positive = z.number().int().positive();
const fraction = z.number().min(0).max(1);

const encoder = z.discriminatedUnion("network", [
  z.strictObject({
    network: z.literal("small"),
    /** Channels of each convolution, stage by stage; each stage halves the sides. */
    widths: z.array(z.array(positive)).optional(),
  }),
  z.strictObject({
    network: z.literal("efficientnet-lite0"),
    layers: z.array(z.string()).min(1).default(["stage16"]),
    adaptBatchNorm: z.boolean().default(false),
  }),
  z.strictObject({
    network: z.literal("inception-resnet-v2"),
    layers: z.array(z.string()).min(1).default(["repeat"]),
    adaptBatchNorm: z.boolean().default(false),
  }),
]);

const augmentation = z.strictObject({
  probability: fraction.default(0.5),
  /** Degrees. */
  rotation: z.number().min(0).max(180).default(15),
  /** Pixels at the network's input size. */
  translation: z.number().min(0).default(20),
  brightness: fraction.default(0.3),
  contrast: fraction.default(0.3),
  /** Whether images are mirrored at random too (not in the paper). */
  flip: z.boolean().default(false),
});

const schema = z.strictObject({
  encoder,
  head: z
    .strictObject({
      /** Filters of each convolution before the last. */
      widths: z.array(positive).default([512, 512]),
      kernel: positive.default(3),
      normalizeInput: z.boolean().default(false),
    })
    .prefault({}),
  inputSize: positive.optional(),
  /** "half-range" is the weights' own scaling; "unit" leaves images in [0, 1], as the released code does. */
  preprocessing: z.enum(["weights", "unit"]).default("weights"),
  score: z.enum(["mean", "max", "pooledMax", "topMean"]).default("mean"),
  /** Standard deviation, in cells, of the Gaussian that smooths maps; not in the paper. */
  smoothing: z.number().positive().optional(),
  loss: z.enum(["equation3", "released"]).default("equation3"),
  /** Share of the cells, the highest, whose mean is the training score; 1, all, in the paper. */
  topFraction: z.number().positive().max(1).default(1),
  upsampling: z.enum(["halfPixel", "receptiveFieldAligned"]).default("halfPixel"),
  singleChannel: z.boolean().default(false),
  learningRate: z.number().positive().default(1e-4),
  /** "cosine" falls from the learning rate to 0 over `steps`. */
  schedule: z.enum(["constant", "cosine"]).default("constant"),
  batchSize: positive.default(32),
  /** Balanced epochs; with `steps` too, the first to end. */
  epochs: positive.optional(),
  steps: positive.optional(),
  augmentation: augmentation.nullable().default(null),
  /** Versions of each image whose features are kept, where the encoder is frozen. */
  cachedVariants: z.number().int().min(0).optional(),
  /** Shares of a data set that comes without splits, cut between parts. */
  split: z
    .strictObject({ train: fraction, validation: fraction, test: fraction })
    .default({ train: 0.6, validation: 0.2, test: 0.2 }),
  /** How thresholds are chosen on the validation split. */
  threshold: z
    .discriminatedUnion("rule", [
      z.strictObject({ rule: z.literal("f1Max") }),
      z.strictObject({ rule: z.literal("falsePositiveFraction"), fraction }),
    ])
    .default({ rule: "f1Max" }),
  /** After the evaluation, train the detector to deploy on the test images too. */
  refit: z.boolean().default(false),
  checkpointEverySteps: positive.default(200),
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
  const note = "; the README of the example says what is in each";
  const data = parseBy(schema, json, note);
  const { steps, epochs, schedule, split } = data;
  if (steps === undefined && epochs === undefined)
    throw new RangeError("expected steps or epochs, got neither");
  if (schedule === "cosine" && steps === undefined)
    throw new RangeError("expected steps for the cosine schedule, got epochs alone");
  const sum = split.train + split.validation + split.test;
  if (Math.abs(sum - 1) > 1e-6 || split.train === 0 || split.validation === 0)
    throw new RangeError(
      `expected shares of split that add up to 1, and some to train and to validate, got ${JSON.stringify(split)}`,
    );
  return data;
}
