import { networkConfig } from "@flawlens/detector";
import type { NetworkConfig } from "@flawlens/detector";
import { z } from "zod";

const { network, layers, inputSize, falsePositiveFraction, memoryGiB } = networkConfig;

/**
 * The keys that the methods here have in common; `memoryGiB` only those that keep all features, `neighbors` only those
 * whose memory bank scores images.
 */
export const sharedConfig = {
  network: network.default("efficientnet-lite0").describe(network.description as string),
  layers,
  inputSize,
  falsePositiveFraction,
  memoryGiB,
  neighbors: z
    .number()
    .int()
    .min(1)
    .default(9)
    .describe(
      "Number of neighbors in the memory bank that weight the score of an image; 1 leaves scores as they are.",
    ),
};

/** The part of a configuration that says how images become vectors, and how the threshold is chosen. */
export type SharedConfig = Omit<NetworkConfig, "memoryGiB" | "checkpointEverySteps"> & {
  memoryGiB?: number;
};
