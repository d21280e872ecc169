import { Option } from "commander";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { fraction } from "../options/fraction.ts";
import { list } from "../options/list.ts";
import { repeated } from "../options/repeated.ts";
import { wholeNumber } from "../options/wholeNumber.ts";
import { interruptible } from "../run/interruptible.ts";
import type { TableOptions } from "../table/runTable.ts";

/** `flawlens table --data DATA --out DIR`: many runs, and a table of them beside the paper's figures. */
export function addTable(program: Command, context: Context): void {
  const { terminal } = context;
  const names = list((text) => text);
  program
    .command("table")
    .summary("train every combination of methods, categories and settings, and print a table")
    .description(
      "Train every combination of category, method, contamination, number of known anomalies and seed that has no " +
        "results yet, one folder each, and print a table of all beside the figures of the paper of multi-cue ADL. A " +
        "table that was stopped goes on with the same command.",
    )
    .requiredOption("--data <data>", "MVTec AD, VisA, or any data set")
    .requiredOption("--out <dir>", "folder that the folders of the runs are written to")
    .option(
      "--categories <names>",
      "which kinds of objects, separated by commas; default all",
      names,
    )
    .addOption(
      listed(
        "--methods <names>",
        "methods, separated by commas; NAME:PRESET or NAME:FILE for another configuration",
        names,
        ["adl"],
      ),
    )
    .option("--modes <names>", "of adl: reference, paper, adl; default the configuration's", names)
    .addOption(
      listed(
        "--levels <fractions>",
        "fractions of planted anomalies",
        list(fraction),
        [0.1, 0.15, 0.2],
      ),
    )
    .addOption(
      listed("--shot-counts <numbers>", "numbers of known anomalies", list(wholeNumber), [10]),
    )
    .addOption(listed("--seeds <numbers>", "seeds of every random choice", list(wholeNumber), [1]))
    .option("--set <key=value>", "one value of every configuration; may be given again", repeated)
    .option("--weights <file>", "pretrained weights, which must fit every method")
    .option("--textures <dir>", "pictures that artificial anomalies are made of (ADL)")
    .option("--normal <name>", "name of the folder that holds the normal images")
    .option("--masks <dir>", "folder of the masks, inside the data set")
    .option(
      "--allow-outside",
      "read files that a list or manifest names outside of the data's folder",
    )
    .option("--speed", "measure how long each detector takes for one image, on this machine")
    .option("--print-only", "print the table of the runs that are there")
    .option("--json", "print the table as JSON")
    .action(async ({ data, set, modes = [], ...options }: Options) => {
      const { runTable } = await import("../table/runTable.ts");
      await interruptible(
        context,
        (signal) => runTable(terminal, { ...options, modes, dataset: data, settings: set }, signal),
        { interrupted: () => terminal.error("interrupted; the same command goes on from there") },
      );
    });
}

type Options = Omit<TableOptions, "dataset" | "settings" | "modes"> & {
  data: string;
  set?: string[];
  modes?: string[];
};

/** An option that is a list, whose help shows the default as it would be typed. */
function listed<T>(
  flags: string,
  description: string,
  read: (text: string) => T[],
  values: T[],
): Option {
  return new Option(flags, description).argParser(read).default(values, values.join(","));
}
