import type { Split } from "@flawlens/datasets";
import { Option } from "commander";
import type { Command } from "commander";

/** What the options of a data set say. */
export interface DataOptions {
  split?: Split;
  category?: string;
  normal?: string;
  masks?: string;
  /** Whether lists and manifests may name files outside of the data's folder. */
  allowOutside?: boolean;
}

/** Adds the options that say which images of `--data` are meant, and how the data set is read. */
export function addDataOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--split <side>", "only this side of the data set; default all images").choices([
        "train",
        "validation",
        "test",
      ]),
    )
    .option("--category <name>", "only this object category")
    .option("--normal <name>", "name of the folder that holds the normal images")
    .option("--masks <dir>", "folder of the masks, inside the data set")
    .option(
      "--allow-outside",
      "read files that a list or manifest names outside of the data's folder",
    );
}
