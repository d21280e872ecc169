import { join } from "node:path";
import { cutIntoShards } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import { readSamples } from "../data/readSamples.ts";
import type { DataOptions } from "../options/addDataOptions.ts";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import type { ShardRecord } from "../predict/shardRecord.ts";
import { count, emptyTally, exitCodeOf, summary, type Tally } from "../predict/tally.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import { removeAllLeftovers } from "../shard/doShard.ts";
import { readShards, type WholeShards } from "../shard/readShards.ts";
import type { ExitCode } from "../terminal/exitCodes.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { shardLines } from "./shardLines.ts";

/** The shards, and the images that they are of. */
export interface MergePredictionsOptions extends DataOptions {
  /** The folder that was `--out` of the shards. */
  dir: string;
  /** The detector, to be compared with that of the shards. */
  model?: string;
  data: string;
  /** The folder of `predictions.jsonl`. */
  out: string;
  overwrite?: boolean;
}

const predictionsFile = "predictions.jsonl";

/**
 * Merges the shards of `flawlens predict` into `predictions.jsonl`: a prediction a line, in the order of the data set.
 * Memory: at most 64 KiB a shard.
 *
 * @returns How the command ends: with an error where an image could not be read.
 * @throws {Error} As `readSamples`, `readShards` and `withOutputFolder`, or if a shard's records are not those of its images.
 */
export async function mergePredictions(
  terminal: Terminal,
  { dir, model, out, overwrite, ...options }: MergePredictionsOptions,
): Promise<ExitCode> {
  return withOutputFolder(out, { files: [predictionsFile], overwrite }, async (clear) => {
    const { manifest, samples } = await readSamples(options);
    const { shards } = await readShards(dir, {
      manifest,
      samples,
      detector: model && (await fileHash(fileOfRun(model, "--model", "detector.onnx"))),
    });
    const tally = emptyTally();
    await clear();
    const file = join(out, predictionsFile);
    await writeRunFile(file, textOf(manifest, samples, shards, tally));
    await removeAllLeftovers(dir);
    terminal.tell(
      summary(
        tally,
        shards.reduce((sum, { seal }) => sum + seal.seconds, 0),
      ),
    );
    terminal.tell(`predictions: ${file}`);
    return exitCodeOf(tally);
  });
}

/** The records of all shards in the order of the samples, which each shard's own are in. */
async function* textOf(
  { name }: Manifest,
  samples: readonly Sample[],
  shards: WholeShards["shards"],
  tally: Tally,
): AsyncGenerator<Uint8Array, void> {
  const lines = shards.map(({ folder }) => shardLines(join(folder, "records.jsonl")));
  const shardOf = new Map(
    cutIntoShards(samples, shards.length).flatMap((own, i) => own.map(({ id }) => [id, i])),
  );
  let text: string[] = [];
  for (const { id } of samples) {
    const shard = shardOf.get(id) as number;
    const { value: line } = await lines[shard].next();
    const record = line === undefined ? null : (JSON.parse(line) as ShardRecord);
    if (record?.id !== id)
      throw new Error(
        `expected the record of ${id} of ${name} in ${shards[shard].folder}, got ${record ? record.id : "the end of the file"}`,
      );
    count(tally, record);
    text.push(line as string);
    if (text.length < 1000) continue;
    yield Buffer.from(`${text.join("\n")}\n`);
    text = [];
  }
  if (text.length > 0) yield Buffer.from(`${text.join("\n")}\n`);
}
