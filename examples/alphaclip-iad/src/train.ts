import { join } from "node:path";
import {
  type DescriberConfig,
  describerTrainer,
  formatRegionCounts,
  type MergesOptions,
  type PretrainedFiles,
  readRegions,
  regionCounts,
  type RegionDescriber,
  type RegionManifest,
  saveDescriber,
  saveRegions,
} from "@flawlens/alphaclip";
import { type Engine, useEngine } from "@flawlens/tfjs-backend-ort";
import { interruptSignal, loadCheckpoint } from "@flawlens/training";
import { showProgress } from "../../multitype-fcdd/src/progress.ts";
import {
  checkpointIn,
  checkRunFolder,
  forgetRun,
  interrupted,
  tellResumed,
} from "../../multitype-fcdd/src/runFolder.ts";
import { openTrainingLog, type TrainingLog } from "../../multitype-fcdd/src/trainingLog.ts";
import { versions } from "../../multitype-fcdd/src/versions.ts";
import { evaluateModel } from "./evaluateModel.ts";
import { openRegions } from "./openRegions.ts";

export interface TrainOptions extends PretrainedFiles, MergesOptions {
  /** A file of `build-regions`, or else data sets. */
  regions?: string;
  data?: readonly string[];
  out: string;
  config: DescriberConfig;
  seed: number;
  resume?: boolean;
  /** Begin again where another run is. */
  overwrite?: boolean;
}

interface Run extends TrainOptions {
  manifest: RegionManifest;
  engine: Engine;
  signal: AbortSignal;
}

/**
 * From regions to a model that describes them, judged on the test side: `regions.json`, `checkpoints/`,
 * `training.jsonl`, `model.safetensors`, `results.json` and `report.html` in the output folder.
 *
 * @returns Whether it came to its end; an interrupted run is resumed with `resume`.
 */
export async function train(options: TrainOptions): Promise<boolean> {
  const { out, config, seed, resume = false, overwrite = false } = options;
  const engine = await useEngine();
  console.log(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
  checkRunFolder(out, { resume, overwrite });
  const kept = join(out, "regions.json");
  const sources = { data: options.data, split: config.split, seed };
  const manifest = resume ? await readRegions(kept) : await openRegions(options.regions, sources);
  console.log(`${manifest.name}\n\n${formatRegionCounts(regionCounts(manifest.regions))}\n`);
  checkSides(manifest);
  const { signal, release } = interruptSignal();
  try {
    const model = await fitModel({ ...options, resume, manifest, engine, signal }, () =>
      resume ? Promise.resolve() : startOver(out, kept, manifest),
    );
    if (!model) return interrupted(out);
    await evaluateModel({ ...model, regions: manifest, out, engine, signal });
    return true;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return interrupted(out);
  } finally {
    release();
  }
}

async function startOver(out: string, kept: string, manifest: RegionManifest): Promise<void> {
  await forgetRun(out);
  await saveRegions(kept, manifest);
}

/** Trains with a progress bar and saves the model; null if it was interrupted. */
async function fitModel(
  { manifest, config, out, seed, resume, signal, weights, alpha, merges }: Run,
  begin: () => Promise<void>,
): Promise<{ model: RegionDescriber; log: TrainingLog } | null> {
  const trainer = await describerTrainer({
    config,
    regions: manifest,
    seed,
    weights,
    alpha,
    merges,
    versions: versions("@flawlens/alphaclip", import.meta.url),
  });
  if (trainer.unseen.length)
    console.warn(
      `note: no training region has the description ${trainer.unseen.map((text) => `"${text}"`).join(", ")}: it is known by its words alone`,
    );
  const file = checkpointIn(out);
  const restored = resume ? await loadCheckpoint(file, { config: trainer.identity }) : undefined;
  if (restored) tellResumed(restored);
  await begin();
  const log = await openTrainingLog(join(out, "training.jsonl"), restored?.step ?? 0);
  const { steps } = trainer;
  const { microBatches, batchSize } = config;
  console.log(
    `${steps / microBatches} batches of ${batchSize} regions` +
      (microBatches > 1 ? `, each in ${microBatches} micro-batches` : ""),
  );
  const bar = showProgress("training", steps);
  let model: RegionDescriber | null = null;
  try {
    for await (const event of trainer.fit({ checkpoint: file, resume: restored, signal })) {
      if (event.kind === "step") {
        bar.update(event.step, `loss ${event.loss.toFixed(4)}`);
        await log.add({ step: event.step, loss: event.loss });
      } else if (event.kind === "end") model = event.describer;
    }
  } finally {
    bar.stop();
  }
  if (!model) return null;
  const saved = join(out, "model.safetensors");
  await saveDescriber(saved, model);
  console.log(`model: ${saved}`);
  return { model, log };
}

/** Refuses regions that nothing can be judged on, before time is spent. */
function checkSides({ name, regions }: RegionManifest): void {
  const of = (side: string) => regions.filter(({ split }) => split === side);
  if (!of("train").length || !of("test").length)
    throw new RangeError(
      `expected regions to train and to test on in ${name}, got ${of("train").length} and ${of("test").length}; ` +
        `give shares of split in the configuration, or --test-data to build-regions`,
    );
}
