import { fileHash } from "@flawlens/files";
import { mostExactPixels, readEvaluatorState } from "@flawlens/report";
import { evaluateDetector } from "../evaluate/evaluateDetector.ts";
import { type EvaluateFileOptions, resultFiles } from "../evaluate/evaluateFile.ts";
import { openJudged } from "../evaluate/openJudged.ts";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import { removeAllLeftovers } from "../shard/doShard.ts";
import { readShards } from "../shard/readShards.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The shards, and what they were made of. */
export interface MergeEvaluationOptions extends EvaluateFileOptions {
  /** The folder that was `--out` of the shards. */
  dir: string;
  /** The folder of results and report. */
  out: string;
}

/**
 * Merges the shards of `flawlens evaluate` into what it finds on one machine: the same scores, table, results and report to
 * the last byte, but for `seconds.evaluate`, which is the sum of the shards' times. Images and detector are read once more
 * for the examples of the report alone.
 *
 * @throws {Error} As `openJudged`, `readShards` and `withOutputFolder`.
 */
export async function mergeEvaluation(
  terminal: Terminal,
  options: MergeEvaluationOptions,
): Promise<void> {
  const { dir, out, overwrite, json = false, exactPixels = mostExactPixels } = options;
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  await withOutputFolder(out, { files: resultFiles, overwrite }, async (beforeWriting) => {
    const judged = await openJudged(terminal, { ...options, model });
    const { manifest, samples, metadata } = judged;
    const exact = samples.length * metadata.input.height * metadata.input.width <= exactPixels;
    const { shards } = await readShards(dir, {
      manifest,
      samples,
      detector: await fileHash(model),
      unfit: ({ files }) =>
        exact && !("pixels.bin" in files)
          ? "pixels were counted, and all are few enough to be ranked: do it again with this --exact-pixels"
          : null,
    });
    const results = await evaluateDetector(json ? { ...terminal, result: () => {} } : terminal, {
      ...options,
      ...judged,
      file: model,
      beforeWriting,
      async fill(evaluator) {
        const phase = terminal.phases().of("merging shards", shards.length);
        let seconds = 0;
        for (const [i, { folder, seal }] of shards.entries()) {
          options.signal?.throwIfAborted();
          evaluator.addState(await readEvaluatorState(folder, metadata.types.length));
          seconds += seal.seconds;
          phase.update(i + 1);
        }
        evaluator.sort(samples.map(({ id }) => id));
        terminal.endPhases();
        return seconds;
      },
    });
    await removeAllLeftovers(dir);
    if (json) terminal.result(JSON.stringify(results, null, 2));
  });
}
