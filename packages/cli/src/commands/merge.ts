import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addDataOptions, type DataOptions } from "../options/addDataOptions.ts";
import { exactPixels } from "../options/exactPixels.ts";
import { interruptible } from "../run/interruptible.ts";

/** `flawlens merge DIR`: what the shards of `evaluate` and `predict` come to. */
export function addMerge(program: Command, context: Context): void {
  const command = program
    .command("merge")
    .summary("put the shards of evaluate or predict together")
    .description(
      "Put together what evaluate --shard or predict --shard left in a folder: results.json and report.html as of one " +
        "machine, or all predictions in the order of the data set. Shards that are missing, damaged or of another " +
        "detector are listed, and the exit code is 1.",
    )
    .argument("<dir>", "the folder that was --out of the shards")
    .requiredOption("--data <data>", "the data set, as for the shards")
    .option("--model <file>", "detector.onnx, or the folder of a run, as for the shards");
  addDataOptions(command)
    .option("--out <dir>", "folder for the results (default: that of the shards)")
    .option("--overwrite", "write over results that are in --out")
    .addOption(exactPixels())
    .option("--json", "print results.json to standard output in place of a table")
    .action(async (dir: string, options: Options) => {
      const { mergeShards } = await import("../merge/mergeShards.ts");
      const { inferenceEngine } = await import("../evaluate/inferenceEngine.ts");
      const engine = await inferenceEngine();
      const what = { ...options, dir, out: options.out ?? dir, engine };
      const ended = await interruptible(context, (signal) =>
        mergeShards(context.terminal, { ...what, signal }),
      );
      if (ended !== undefined) context.setExitCode(ended);
    });
}

interface Options extends DataOptions {
  model?: string;
  data: string;
  out?: string;
  overwrite?: boolean;
  exactPixels?: number;
  json?: boolean;
}
