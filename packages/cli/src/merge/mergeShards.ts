import { shardsCommand } from "../shard/readShards.ts";
import { type ExitCode, exitCodes } from "../terminal/exitCodes.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { mergeEvaluation, type MergeEvaluationOptions } from "./mergeEvaluation.ts";
import { mergePredictions } from "./mergePredictions.ts";

/** The shards, and what they were made of. Predictions are merged without the detector too. */
export type MergeShardsOptions = Omit<MergeEvaluationOptions, "model"> & { model?: string };

/**
 * Merges the shards of a folder, whichever command made them.
 *
 * @returns How the command ends.
 * @throws {UsageError} If they are of `evaluate` and no detector was named.
 * @throws {Error} As `mergeEvaluation` and `mergePredictions`.
 */
export async function mergeShards(
  terminal: Terminal,
  { model, ...options }: MergeShardsOptions,
): Promise<ExitCode> {
  if ((await shardsCommand(options.dir)) === "predict")
    return mergePredictions(terminal, { ...options, model });
  if (model === undefined)
    throw new UsageError(
      "--model: expected the detector that the shards were judged with: the report shows its maps on examples",
    );
  await mergeEvaluation(terminal, { ...options, model });
  return exitCodes.ok;
}
