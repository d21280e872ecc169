import { z } from "zod";
import { parseBy, readConfigFile } from "../../multitype-fcdd/src/configFile.ts";

const positive = z.number().int().positive();
const fraction = z.number().min(0).max(1);

const backbone = z.discriminatedUnion("network", [
  z.strictObject({ network: z.literal("resnet18"), trainable: z.boolean().default(true) }),
  z.strictObject({
    network: z.literal("efficientnet-lite0"),
    layers: z.array(z.string()).min(2).default(["stage8", "stage16", "stage32"]),
    trainable: z.boolean().default(false),
  }),
  z.strictObject({
    network: z.literal("small"),
    /** Channels of each convolution, stage by stage; each stage halves the sides. */
    widths: z.array(z.array(positive)).min(3).optional(),
  }),
]);

const schema = z.strictObject({
  /** The baselines are fitted on the same backbone's features. */
  method: z.enum(["adl", "patchcore", "padim"]).default("adl"),
  mode: z.enum(["reference", "paper", "adl"]).default("reference"),
  /** Parts of the mode that are other than it says. */
  alpha: z.number().optional(),
  lambda: z.number().positive().optional(),
  annealLambda: z.boolean().optional(),
  upsampling: z.enum(["learned", "bilinear"]).optional(),
  fusion: z
    .strictObject({
      deviation: z.number().min(0),
      entropy: z.number().min(0),
      segmentation: z.number().min(0),
    })
    .optional(),
  /**
   * How the deviation comes to [0, 1] before the cues are fused: as released, where more than 1 is 1, or so that
   * the validation images' median lies where the released scale bends.
   */
  scales: z.enum(["reference", "validation"]).default("reference"),
  backbone: backbone.prefault({ network: "resnet18" }),
  inputSize: positive.default(256),
  segmentationWidth: positive.default(64),

  /** Fraction of the training images taken as normal that are not. */
  contamination: z.number().min(0).max(0.9).default(0),
  /** Whether images that contaminate, and known ones, leave the test side. */
  disjoint: z.boolean().default(false),
  /** Of the JPEG that the images which contaminate are saved as; null: they are not. */
  contaminantQuality: z.number().int().min(1).max(100).nullable().default(95),
  /** Known anomalies. */
  shots: z.number().int().min(0).default(10),
  /** Their draws in the list of anomalies, as a fraction of the clean training images: 0.2 for MVTec AD, 1 for VisA. */
  shotFraction: z.number().min(0).default(0.2),
  missingMask: z.enum(["refuse", "imageOnly"]).default("refuse"),
  /** Share of the normal images that test, where a data set comes without sides. */
  testFraction: fraction.default(0.3),
  /** Share of the images taken as normal that thresholds come from. */
  validation: fraction.default(0.1),
  /** Of them, called anomalous. */
  falsePositiveFraction: fraction.default(0.05),

  epochs: positive.optional(),
  stepsPerEpoch: positive.default(20),
  batchSize: positive.default(48),
  learningRate: z.number().positive().default(2e-4),
  /** The learning rate falls to a tenth after so many epochs. */
  decayEvery: positive.default(10),
  weightDecay: z.number().min(0).default(1e-5),
  maxNorm: z.number().positive().default(1),
  /** Whether normal images are turned by up to 90 degrees, 3 in 10. */
  rotate: z.boolean().default(true),
  /** Versions of each image whose features are kept, where the backbone is frozen. */
  cachedVariants: z.number().int().min(0).default(0),
  maps: z.enum(["gradient", "segmentation"]).default("gradient"),
  checkpointEverySteps: positive.default(100),

  /** PatchCore's coreset. */
  coresetFraction: fraction.default(0.01),
});

/** Everything that decides a run but the data and the seed. */
export type Config = z.infer<typeof schema>;

/** Reads a configuration file; what it leaves out is as in the released code. */
export function readConfig(file: string, changes: Record<string, unknown> = {}): Promise<Config> {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return readConfigFile(file, (json) =>
    parseConfig({ ...(json as Record<string, unknown>), ...Object.fromEntries(given) }),
  );
}

/**
 * A configuration with everything that was left out.
 *
 * @throws {RangeError} With every key that is unknown or has a value it cannot have.
 */
export function parseConfig(json: unknown): Config {
  return parseBy(schema, json);
}
