import { join } from "node:path";
import { describerResults, evaluateDescriber, formatAccuracy } from "@flawlens/alphaclip";
import type {
  DescriberResults,
  RegionDescriber,
  RegionManifest,
  RegionRecord,
} from "@flawlens/alphaclip";
import type { Engine } from "@flawlens/tfjs-backend-ort";
import type { TrainingLog } from "../run/trainingLog.ts";
import { versions } from "../run/versions.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { describerPackages } from "./describerRun.ts";
import { resultsPage } from "./resultsPage.ts";

export interface EvaluateRegionsOptions {
  model: RegionDescriber;
  regions: RegionManifest;
  /** Which side; default the test's. */
  split?: RegionRecord["split"];
  /** The folder of results and report; nothing is written without it. */
  out?: string;
  engine: Engine;
  /** The log of the training, if the model was trained just before. */
  log?: TrainingLog;
  /** Print the results as JSON. */
  json?: boolean;
  /** Called when all is computed, before the first file is written. */
  beforeWriting?: () => Promise<void>;
  signal?: AbortSignal;
}

/** Judges a model on regions, prints the table, writes `results.json` and `report.html`. */
export async function evaluateRegions(
  terminal: Terminal,
  options: EvaluateRegionsOptions,
): Promise<DescriberResults> {
  const { model, regions, split = "test", out, engine, log, json, signal } = options;
  const trainSeconds = log?.seconds() ?? 0;
  const start = performance.now();
  const phases = terminal.phases();
  const evaluation = await evaluateDescriber(model, regions, {
    split,
    signal,
    onProgress: (done, total) => phases.of("describing", total).update(done),
  }).finally(() => terminal.endPhases());
  const { unknown } = evaluation;
  if (unknown.length > 0)
    terminal.note(
      `the model was not trained on ${unknown.length} of the descriptions, such as "${unknown[0]}"`,
    );
  const results = describerResults(model, regions, evaluation, {
    engine,
    seconds: { train: trainSeconds, evaluate: (performance.now() - start) / 1000 },
    versions: versions(describerPackages),
  });
  terminal.result(json ? JSON.stringify(results, null, 2) : `\n${formatAccuracy(results)}\n`);
  if (out === undefined) return results;
  const [file, report] = [join(out, "results.json"), join(out, "report.html")];
  const page = { results, regions, said: evaluation.regions, trainingCurve: log?.readings };
  const html = await resultsPage(page);
  await options.beforeWriting?.();
  await writeRunFile(report, html);
  await writeRunFile(file, `${JSON.stringify(results, null, 1)}\n`); // last: it says that the run is done
  terminal.tell(`report: ${report}\nresults: ${file}`);
  return results;
}
