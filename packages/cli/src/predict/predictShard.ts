import { join } from "node:path";
import type { Shard } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import type { Tiling } from "@flawlens/inference";
import { readSamples } from "../data/readSamples.ts";
import type { DataOptions } from "../options/addDataOptions.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import { doShards } from "../shard/doShards.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readLookAt } from "./readLookAt.ts";
import { sampleInputs } from "./sampleInputs.ts";
import { scoreInputs } from "./scoreInputs.ts";
import { shardRecord } from "./shardRecord.ts";

/** The detector, all images, and the parts of them that are to be scored. */
export interface PredictShardOptions extends DataOptions {
  model: string;
  data: string;
  /** The folder of all shards and of what they are merged into. */
  out: string;
  /** At least one, all of the same number. */
  shards: readonly Shard[];
  tiles?: Tiling;
  /** A file that says where to look, see `readLookAt`. */
  lookAt?: string;
  signal?: AbortSignal;
}

/**
 * Scores parts of a data set, one after another, and keeps the predictions of each for `flawlens merge`. An image that
 * cannot be read is told of and kept as such. A part that is done is left as it is: the same command goes on where it was
 * stopped. Memory: the lines of one shard, some hundred bytes an image.
 *
 * @throws {Error} As `readSamples` and `doShards`.
 */
export async function predictShard(
  terminal: Terminal,
  { out, shards, signal, tiles, lookAt, ...options }: PredictShardOptions,
): Promise<void> {
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  const { manifest, samples } = await readSamples(options);
  const look = { tiling: tiles, lookAt: lookAt === undefined ? undefined : await readLookAt(lookAt) }; // prettier-ignore
  await doShards(terminal, {
    command: "predict",
    options: { tiles, lookAt: lookAt === undefined ? undefined : await fileHash(lookAt) },
    model,
    manifest,
    samples,
    shards,
    out,
    signal,
    doing: "scoring",
    async work(detector, own, { folder, phase }) {
      const lines: string[] = [];
      let unread = 0;
      const inputs = sampleInputs(manifest, own);
      for await (const scored of scoreInputs(detector, inputs, { signal, look })) {
        const sample = own[lines.length];
        // What another attempt can mend is not kept as the shard's result.
        if ("unread" in scored && scored.passing) throw new Error(scored.unread);
        lines.push(`${JSON.stringify(shardRecord(sample, scored))}\n`);
        if ("unread" in scored) {
          unread++;
          terminal.error(scored.unread);
        }
        phase.update(lines.length);
      }
      await writeRunFile(join(folder, "records.jsonl"), lines.join(""));
      return { files: ["records.jsonl"], unread };
    },
  });
}
