import type { Shard } from "@flawlens/datasets";
import { Evaluator, mostExactPixels, writeEvaluatorState } from "@flawlens/report";
import type { DataOptions } from "../options/addDataOptions.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { doShards } from "../shard/doShards.ts";
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
 * @throws {Error} As `openJudged` and `doShards`.
 */
export async function evaluateShard(
  terminal: Terminal,
  { out, shards, exactPixels = mostExactPixels, signal, ...options }: EvaluateShardOptions,
): Promise<void> {
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  const { manifest, samples, metadata } = await openJudged(terminal, { ...options, model });
  const { height, width } = metadata.input;
  const keep = samples.length * height * width <= exactPixels;
  await doShards(terminal, {
    command: "evaluate",
    options: {},
    model,
    manifest,
    samples,
    shards,
    out,
    signal,
    doing: "evaluating",
    serves: ({ files }) => !keep || "pixels.bin" in files,
    async work(detector, own, { folder, phase }) {
      const evaluator = new Evaluator({
        detector: placedMetadata(metadata),
        exactPixels: keep ? Infinity : 0,
      });
      for await (const record of predictRecords(detector, manifest, own, { phase, signal }))
        evaluator.add(record);
      return { files: await writeEvaluatorState(folder, evaluator.state()) };
    },
  });
}
