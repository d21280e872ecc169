import type { RunFacts } from "@flawlens/report";
import type { DataOptions } from "../options/addDataOptions.ts";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { evaluateDetector } from "./evaluateDetector.ts";
import type { EvaluateOptions } from "./evaluateDetector.ts";
import { openJudged } from "./openJudged.ts";

/** The detector to evaluate, the images, and the output. */
export interface EvaluateFileOptions extends DataOptions {
  /** A detector file, or the folder of a run. */
  model: string;
  /** A folder or list of images, or the folder of a run. */
  data: string;
  /** The folder of results and report; nothing is written without it. */
  out?: string;
  /** Whether results of an earlier time may be written over. */
  overwrite?: boolean;
  /** Every pixel is ranked up to this number of pixels of all images together. */
  exactPixels?: number;
  /** Print the results as JSON. */
  json?: boolean;
  engine: RunFacts["engine"];
  signal?: AbortSignal;
}

/**
 * Judges a detector file on a data set, and notes what makes the judgement less than honest.
 *
 * @throws {Error} As `openJudged`, `loadDetector` and `withOutputFolder`.
 */
export async function evaluateFile(
  terminal: Terminal,
  options: EvaluateFileOptions,
): Promise<void> {
  const { out, overwrite, json = false } = options;
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  const work = async (beforeWriting?: EvaluateOptions["beforeWriting"]) => {
    const judged = await openJudged(terminal, { ...options, model });
    const results = await evaluateDetector(json ? { ...terminal, result: () => {} } : terminal, {
      ...options,
      ...judged,
      file: model,
      beforeWriting,
    });
    if (json) terminal.result(JSON.stringify(results, null, 2));
  };
  if (out === undefined) return work();
  return withOutputFolder(out, { files: resultFiles, overwrite }, work);
}

/** The files of a judged detector. */
export const resultFiles = ["results.json", "report.html"] as const;
