import { cutIntoShards, type Shard } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import { loadDetector } from "@flawlens/inference";
import { Evaluator, mostExactPixels, writeEvaluatorState } from "@flawlens/report";
import type { DataOptions } from "../options/addDataOptions.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { doShard } from "../shard/doShard.ts";
import { shardImages } from "../shard/shardImages.ts";
import { shardVersions } from "../shard/shardVersions.ts";
import { tellShard } from "../shard/tellShard.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { openJudged } from "./openJudged.ts";
import { placedMetadata } from "./placedMetadata.ts";
import { predictRecords } from "./predictRecords.ts";

/** The detector to evaluate, all images, and the parts of them that are meant. */
export interface EvaluateShardOptions extends DataOptions {
  model: string;
  data: string;
  /** The folder of all shards and of what they are merged into. */
  out: string;
  /** At least one, all of the same number. */
  shards: readonly Shard[];
  /** Pixels are kept up to this number of pixels of the images of all shards together, and counted above it. */
  exactPixels?: number;
  signal?: AbortSignal;
}

/**
 * Judges a detector on parts of a data set, one after another, and keeps of each what `flawlens merge` needs: scores, and
 * maps and masks or counts of their pixels. Which of the two follows from the number of all images, so that one machine and
 * many come to the same. A part that is done is left as it is.
 *
 * @throws {Error} As `openJudged`, `loadDetector` and `doShard`.
 */
export async function evaluateShard(
  terminal: Terminal,
  { out, shards, exactPixels = mostExactPixels, signal, ...options }: EvaluateShardOptions,
): Promise<void> {
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  const { manifest, samples, metadata } = await openJudged(terminal, { ...options, model });
  const { height, width } = metadata.input;
  const keep = samples.length * height * width <= exactPixels;
  const parts = cutIntoShards(samples, shards[0].of);
  const common = { command: "evaluate", detector: await fileHash(model), options: {}, versions: shardVersions() } as const; // prettier-ignore
  const detector = await loadDetector(model);
  try {
    for (const shard of shards) {
      const own = parts[shard.index - 1];
      const outcome = await doShard({
        ...common,
        out,
        shard,
        ...shardImages(manifest, own),
        serves: ({ files }) => !keep || "pixels.bin" in files,
        work: async (folder) => {
          const evaluator = new Evaluator({
            detector: placedMetadata(metadata),
            exactPixels: keep ? Infinity : 0,
          });
          const phase = terminal.phases().of(`evaluating shard ${shard.index}/${shard.of}`, own.length); // prettier-ignore
          for await (const record of predictRecords(detector, manifest, own, { phase, signal }))
            evaluator.add(record);
          return { files: await writeEvaluatorState(folder, evaluator.state()) };
        },
      });
      terminal.endPhases();
      tellShard(terminal, outcome);
      signal?.throwIfAborted();
    }
  } finally {
    await detector.release();
    terminal.endPhases();
  }
}
