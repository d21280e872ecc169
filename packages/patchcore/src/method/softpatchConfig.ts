import { z } from "zod";
import { patchcoreConfig } from "./patchcoreConfig.ts";

const { neighbors: _, ...shape } = patchcoreConfig.shape;

/**
 * Everything that decides a SoftPatch but the data and the seed; a key that is not known is an error.
 *
 * @example
 * softpatchConfig.parse({ drop: 0.3 }).outlierNeighbors; // => 6
 */
export const softpatchConfig = z.strictObject({
  ...shape,
  drop: z
    .number()
    .min(0)
    .lt(1)
    .default(0.15)
    .describe(
      "Fraction of the patches that is dropped before the memory bank is chosen: those that are most unusual among the patches at the same place of all training images.",
    ),
  outlierNeighbors: z
    .number()
    .int()
    .min(1)
    .default(6)
    .describe(
      "Number of neighbors, at the same place of other training images, by which it is judged how unusual a patch is.",
    ),
});

/** A configuration with every default filled in. */
export type SoftpatchConfig = z.output<typeof softpatchConfig>;
