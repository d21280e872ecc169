import { resolve } from "node:path";
import { fileOfRun } from "../run/fileOfRun.ts";
import { contentHash } from "./contentHash.ts";
import type { ShardGrid } from "./gridSchema.ts";
import { jobHash, jobId, option, pathArgument } from "./plannedJob.ts";
import type { PlannedJob } from "./plannedJob.ts";

/**
 * The shards of predictions or of an evaluation on many images: one `--shard i/n` each, all into the folder of the
 * command's name in that of the sweep, where `flawlens merge` finds them.
 *
 * @param out - The folder of the sweep.
 * @throws {UsageError} If the detector is not there.
 */
export async function shardJobs(
  command: "predict" | "evaluate",
  grid: ShardGrid,
  out: string,
): Promise<PlannedJob[]> {
  const { model, data, category, split, shards, normal, masks, allowOutside } = grid;
  const options = [
    ...option("--split", split),
    ...option("--category", category),
    ...option("--normal", normal),
    ...option("--masks", masks),
    ...(allowOutside ? ["--allow-outside"] : []),
  ];
  const file = fileOfRun(model, "model", "detector.onnx");
  const read = [await contentHash(file), await contentHash(data), ...options];
  const line = [
    command,
    ...option("--model", { path: resolve(model) }),
    ...option("--data", pathArgument(data)),
    ...options,
    ...option("--out", { path: resolve(out, command) }),
  ];
  const digits = String(shards).length;
  return Array.from({ length: shards }, (_, at) => {
    const shard = `${at + 1}/${shards}`;
    return {
      id: jobId(`${command}_${String(at + 1).padStart(digits, "0")}-of-${shards}`),
      hash: jobHash([command, read, shard]),
      group: command,
      argv: [...line, "--shard", shard],
    };
  });
}
