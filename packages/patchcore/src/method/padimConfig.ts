import { z } from "zod";
import { sharedConfig } from "./_sharedConfig.ts";

const { network, layers, inputSize, falsePositiveFraction, memoryGiB } = sharedConfig;

/**
 * Everything that decides a PaDiM but the data and the seed; a key that is not known is an error.
 *
 * @example
 * padimConfig.parse({}).channels; // => 100
 */
export const padimConfig = z.strictObject({
  network,
  layers,
  inputSize,
  channels: z
    .union([z.number().int().min(1), z.literal("all")])
    .default(100)
    .describe(
      'Number of channels of the features that are looked at, drawn at random, or "all". The size of the exported file grows with its square: 41 MB beside the network for 100 channels and 32 x 32 cells.',
    ),
  falsePositiveFraction,
  memoryGiB,
});

/** A configuration with every default filled in. */
export type PadimConfig = z.output<typeof padimConfig>;
