import { join } from "node:path";
import { createAlphaClip, type RegionManifest, type RegionRecord } from "@flawlens/alphaclip";
import { type Engine, useEngine } from "@flawlens/tfjs-backend-ort";
import type { TrainingLog } from "../../multitype-fcdd/src/trainingLog.ts";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";
import { formatAccuracy } from "./accuracyTable.ts";
import { chanceOf, judge } from "./judge.ts";
import type { Model } from "./modelFile.ts";
import { makeResults, type Results } from "./results.ts";
import { resultsPage } from "./resultsPage.ts";

export interface EvaluateModelOptions {
  model: Model;
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
export async function evaluateModel(options: EvaluateModelOptions): Promise<Results> {
  const { model, regions, split = "test", out, log, signal } = options;
  const engine = options.engine ?? (await useEngine());
  const trainSeconds = log?.seconds() ?? 0;
  const unknown = regions.descriptions.filter(
    ({ description }) => !model.texts.includes(description),
  );
  if (unknown.length)
    console.warn(
      `note: the model was not trained on ${unknown.length} of the descriptions, such as "${unknown[0].description}"`,
    );
  const start = performance.now();
  const { towers, params, before } = model;
  const trained = await judge(createAlphaClip({ towers, params }), regions, { split, signal });
  const zeroShot =
    before &&
    (await judge(createAlphaClip({ towers, params: before }), regions, { split, signal }));
  const results = makeResults(model, regions, {
    engine,
    split,
    chance: chanceOf(regions, split),
    accuracy: trained.judgement,
    ...(zeroShot && { zeroShot: zeroShot.judgement }),
    seconds: { train: trainSeconds, evaluate: (performance.now() - start) / 1000 },
  });
  console.log(`\n${formatAccuracy(results)}\n`);
  if (out) {
    const [file, report] = [join(out, "results.json"), join(out, "report.html")];
    await writeWhole(file, `${JSON.stringify(results, null, 1)}\n`);
    const page = { results, regions, said: trained.said, trainingCurve: log?.readings };
    await writeWhole(report, await resultsPage(page));
    console.log(`report:  ${report}\nresults: ${file}`);
  }
  return results;
}
