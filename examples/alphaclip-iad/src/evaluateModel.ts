import { join } from "node:path";
import {
  type DescriberResults,
  describerResults,
  evaluateDescriber,
  formatAccuracy,
  type RegionDescriber,
  type RegionManifest,
  type RegionRecord,
} from "@flawlens/alphaclip";
import { type Engine, useEngine } from "@flawlens/tfjs-backend-ort";
import { showPhases } from "../../multitype-fcdd/src/progress.ts";
import type { TrainingLog } from "../../multitype-fcdd/src/trainingLog.ts";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";
import { versions } from "../../multitype-fcdd/src/versions.ts";
import { resultsPage } from "./resultsPage.ts";

export interface EvaluateModelOptions {
  model: RegionDescriber;
  regions: RegionManifest;
  /** Which side; default the test's. */
  split?: RegionRecord["split"];
  /** Where results and report go; nothing is written without it. */
  out?: string;
  engine?: Engine;
  /** Of the training, where it was just now. */
  log?: TrainingLog;
  signal?: AbortSignal;
}

/** Judges a model on regions, prints the table, writes `results.json` and `report.html`. */
export async function evaluateModel(options: EvaluateModelOptions): Promise<DescriberResults> {
  const { model, regions, split = "test", out, log, signal } = options;
  const engine = options.engine ?? (await useEngine());
  const trainSeconds = log?.seconds() ?? 0;
  const start = performance.now();
  const phases = showPhases();
  const evaluation = await evaluateDescriber(model, regions, {
    split,
    signal,
    onProgress: (done, total) => phases.of("describing", total).update(done),
  }).finally(() => phases.stop());
  const { unknown } = evaluation;
  if (unknown.length)
    console.warn(
      `note: the model was not trained on ${unknown.length} of the descriptions, such as "${unknown[0]}"`,
    );
  const results = describerResults(model, regions, evaluation, {
    engine,
    seconds: { train: trainSeconds, evaluate: (performance.now() - start) / 1000 },
    versions: versions("@flawlens/alphaclip", import.meta.url),
  });
  console.log(`\n${formatAccuracy(results)}\n`);
  if (out) {
    const [file, report] = [join(out, "results.json"), join(out, "report.html")];
    await writeWhole(file, `${JSON.stringify(results, null, 1)}\n`);
    const page = { results, regions, said: evaluation.regions, trainingCurve: log?.readings };
    await writeWhole(report, await resultsPage(page));
    console.log(`report:  ${report}\nresults: ${file}`);
  }
  return results;
}
