import { availableParallelism } from "node:os";
import { Option } from "commander";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { exactPixels } from "../options/exactPixels.ts";
import { interruptible } from "../run/interruptible.ts";

/** `flawlens evaluate --model FILE --data DATA`: judges a detector file on a data set. */
export function addEvaluate(program: Command, context: Context): void {
  program
    .command("evaluate")
    .summary("judge a detector on a data set, also one it never saw")
    .description(
      "Judge a detector on labelled images: scores by type, by object category and for any defect, what the stored " +
        "thresholds decide, examples and curves.",
    )
    .requiredOption("--model <file>", "detector.onnx, or the folder of a run")
    .requiredOption("--data <data>", "folder or list of images, or the folder of a run")
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
    )
    .option("--out <dir>", "folder for results.json and report.html")
    .option("--overwrite", "write over results that are in --out")
    .addOption(exactPixels())
    .option("--json", "print results.json to standard output in place of a table")
    .action(async (options: Options) => {
      const { evaluateFile } = await import("../evaluate/evaluateFile.ts");
      const engine = { name: "onnxruntime", provider: "cpu", threads: availableParallelism() };
      await interruptible(context, (signal) =>
        evaluateFile(context.terminal, { ...options, engine, signal }),
      );
    });
}

interface Options {
  model: string;
  data: string;
  split?: "train" | "validation" | "test";
  category?: string;
  normal?: string;
  masks?: string;
  allowOutside?: boolean;
  out?: string;
  overwrite?: boolean;
  exactPixels?: number;
  json?: boolean;
}
