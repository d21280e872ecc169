import type { Shard } from "@flawlens/datasets";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addDataOptions, type DataOptions } from "../options/addDataOptions.ts";
import { exactPixels } from "../options/exactPixels.ts";
import { shard } from "../options/shard.ts";
import { interruptible } from "../run/interruptible.ts";
import { UsageError } from "../terminal/usageError.ts";

/** `flawlens evaluate --model FILE --data DATA`: judges a detector file on a data set. */
export function addEvaluate(program: Command, context: Context): void {
  const command = program
    .command("evaluate")
    .summary("judge a detector on a data set, also one it never saw")
    .description(
      "Judge a detector on labelled images: scores by type, by object category and for any defect, what the stored " +
        "thresholds decide, examples and curves.",
    )
    .requiredOption("--model <file>", "detector.onnx, or the folder of a run")
    .requiredOption("--data <data>", "folder or list of images, or the folder of a run");
  addDataOptions(command)
    .option("--out <dir>", "folder for results.json and report.html")
    .option("--overwrite", "write over results that are in --out")
    .addOption(exactPixels())
    .addOption(shard())
    .option("--json", "print results.json to standard output in place of a table")
    .action(async (options: Options) => {
      const { out, shard: shards, json, overwrite } = options;
      if (shards) {
        if (out === undefined) throw new UsageError("--shard: expected --out DIR for the shards");
        if (json || overwrite)
          throw new UsageError(
            "--shard: expected neither --json nor --overwrite: flawlens merge takes them",
          );
        const { evaluateShard } = await import("../evaluate/evaluateShard.ts");
        const what = { ...options, out, shards };
        await interruptible(context, (signal) =>
          evaluateShard(context.terminal, { ...what, signal }),
        );
        return;
      }
      const { evaluateFile } = await import("../evaluate/evaluateFile.ts");
      const { inferenceEngine } = await import("../evaluate/inferenceEngine.ts");
      const engine = await inferenceEngine();
      await interruptible(context, (signal) =>
        evaluateFile(context.terminal, { ...options, engine, signal }),
      );
    });
}

interface Options extends DataOptions {
  model: string;
  data: string;
  out?: string;
  overwrite?: boolean;
  exactPixels?: number;
  shard?: Shard[];
  json?: boolean;
}
