import type { Command } from "commander";

/** Data sets that regions are made of: options of every command that makes some. */
export interface RegionData {
  /** Data sets with masks. */
  data?: readonly string[];
  /** The only object category of each of them. */
  category?: string;
  /** Whether lists and manifests may name files outside of the data's folder. */
  allowOutside?: boolean;
}

/** Adds the options of {@link RegionData} that say how the data sets are read. */
export function addRegionData(command: Command): Command {
  return command
    .option("--category <name>", "only this object category of each data set")
    .option(
      "--allow-outside",
      "read files that a list or manifest names outside of the data's folder",
    );
}
