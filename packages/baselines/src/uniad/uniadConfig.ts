import { networkConfig } from "@flawlens/detector";
import { z } from "zod";

const whole = () => z.number().int().min(1);

/**
 * Everything that decides a UniAD but the data and the seed; a key that is not known is an error. Defaults are the
 * released code's, but for the network and for dropout.
 *
 * @example
 * uniadConfig.parse({}).hidden; // => 256
 */
export const uniadConfig = z.strictObject({
  ...networkConfig,
  inputSize: networkConfig.inputSize
    .default(224)
    .describe("Width and height that images are resized to, in pixels."),
  standardized: z
    .boolean()
    .default(false)
    .describe(
      "Whether every channel of the features is brought to mean 0 and deviation 1 over the training images.",
    ),
  hidden: whole().default(256).describe("Width of the transformer's tokens."),
  heads: whole().default(8).describe("Heads of each attention."),
  encoderLayers: whole().default(4).describe("Layers of the encoder."),
  decoderLayers: whole().default(4).describe("Layers of the decoder."),
  feedForward: whole().default(1024).describe("Width of the hidden layer behind each attention."),
  neighbors: z
    .number()
    .int()
    .min(0)
    .default(7)
    .describe(
      "Side of the square of cells that a cell may not attend to, itself in the middle: an odd number, or 0.",
    ),
  jitterScale: z
    .number()
    .min(0)
    .default(20)
    .describe(
      "How strong the noise is that features get in training, in units of their length divided by their number of channels.",
    ),
  pool: whole()
    .default(16)
    .describe("Side of the squares of pixels whose highest mean is an image's score."),
  batchSize: whole().default(8).describe("Images of an optimiser step."),
  epochs: whole().default(1000).describe("Passes over the images."),
  decayEpoch: whole()
    .default(800)
    .describe("Pass after which the learning rate is a tenth of what it was."),
  learningRate: z.number().positive().default(1e-4).describe("Learning rate of AdamW at first."),
  weightDecay: z.number().min(0).default(1e-4).describe("Weight decay of AdamW."),
  maxNorm: z
    .number()
    .positive()
    .default(0.1)
    .describe("Largest norm of all gradients together; longer ones are shortened to it."),
});

/** A configuration with every default filled in. */
export type UniadConfig = z.output<typeof uniadConfig>;
