import { networkConfig } from "@flawlens/detector";
import type { NetworkConfig } from "@flawlens/detector";

const { network, layers, inputSize, falsePositiveFraction, memoryGiB } = networkConfig;

/** The keys that the methods here have in common; `memoryGiB` only those that keep all features. */
export const sharedConfig = {
  network: network.default("efficientnet-lite0").describe(network.description as string),
  layers,
  inputSize,
  falsePositiveFraction,
  memoryGiB,
};

/** The part of a configuration that says how images become vectors, and how the threshold is chosen. */
export type SharedConfig = Omit<NetworkConfig, "memoryGiB" | "checkpointEverySteps"> & {
  memoryGiB?: number;
};
