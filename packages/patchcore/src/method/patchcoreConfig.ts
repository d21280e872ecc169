import { z } from "zod";
import { sharedConfig } from "./_sharedConfig.ts";

const { network, layers, inputSize, falsePositiveFraction, memoryGiB, neighbors } = sharedConfig;

/**
 * Everything that decides a PatchCore but the data and the seed; a key that is not known is an error.
 *
 * @example
 * patchcoreConfig.parse({ coresetFraction: 0.1 }).neighbors; // => 9
 */
export const patchcoreConfig = z.strictObject({
  network,
  layers,
  inputSize,
  coresetFraction: z
    .number()
    .positive()
    .max(1)
    .default(0.01)
    .describe(
      "Fraction of the patches of the training images that is kept in the memory bank; at least 100 patches are kept.",
    ),
  project: z
    .boolean()
    .default(true)
    .describe(
      "Whether patches are projected to a few hundred random directions before the memory bank is chosen, which is faster for long vectors.",
    ),
  neighbors,
  falsePositiveFraction,
  memoryGiB,
});

/** A configuration with every default filled in. */
export type PatchcoreConfig = z.output<typeof patchcoreConfig>;
