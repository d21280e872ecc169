import { join } from "node:path";
import {
  fitAlphaClip,
  flipTogether,
  formatRegionCounts,
  readRegions,
  regionCounts,
  type RegionManifest,
  saveRegions,
  turnTogether,
} from "@flawlens/alphaclip";
import type { Params } from "@flawlens/backbones";
import { fileHash } from "@flawlens/files";
import { randomStream } from "@flawlens/sampling";
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
import { buildTowers, readPretrained, stepSizes, type WeightFiles } from "./buildTowers.ts";
import type { Config } from "./config.ts";
import { evaluateModel } from "./evaluateModel.ts";
import { type Model, saveModel } from "./modelFile.ts";
import { openRegions } from "./openRegions.ts";

export interface TrainOptions extends WeightFiles {
  /** A file of `build-regions`, or else data sets. */
  regions?: string;
  data?: readonly string[];
  out: string;
  config: Config;
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

const augmentations = { none: null, flips: flipTogether, turns: turnTogether };

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
): Promise<{ model: Model; log: TrainingLog } | null> {
  const texts = [...new Set(manifest.descriptions.map(({ description }) => description))];
  const pretrained = await readPretrained(config, { weights, alpha });
  const towers = await buildTowers(config, texts, { merges });
  const identity = {
    config,
    seed,
    descriptions: texts,
    ...(weights && { weights: await fileHash(weights) }),
    ...(alpha && { alpha: await fileHash(alpha) }),
  };
  const file = checkpointIn(out);
  const restored = resume ? await loadCheckpoint(file, { config: identity }) : undefined;
  if (restored) tellResumed(restored);
  await begin();
  const log = await openTrainingLog(join(out, "training.jsonl"), restored?.step ?? 0);
  const count = manifest.regions.filter(({ split }) => split === "train").length;
  const steps = stepsOf(config, count);
  console.log(
    `${steps / config.parts} batches of ${config.batchSize} regions` +
      (config.parts > 1 ? `, each in ${config.parts} parts` : ""),
  );
  const bar = showProgress("training", steps);
  let learnt: Params | undefined;
  try {
    for await (const event of fitAlphaClip({
      towers,
      params: pretrained,
      regions: manifest,
      ...stepSizes(config, pretrained),
      weightDecay: config.weightDecay,
      batchSize: config.batchSize,
      parts: config.parts,
      temperature: config.temperature,
      reading: config.reading,
      augmentation: augmentations[config.augmentation],
      wholeFraction: config.wholeFraction,
      random: randomStream(seed),
      steps,
      checkpoint: {
        file,
        everySteps: config.checkpointEverySteps,
        everyEpoch: false,
        config: identity,
      },
      resume: restored,
      signal,
    })) {
      if (event.kind === "step") {
        bar.update(event.step, `loss ${event.loss.toFixed(4)}`);
        await log.add({ step: event.step, loss: event.loss * config.parts });
      } else if (event.kind === "end") {
        if (event.reason === "interrupted") return null;
        learnt = event.params;
      }
    }
  } finally {
    bar.stop();
  }
  const model: Model = {
    config,
    descriptions: manifest.descriptions,
    texts,
    seed,
    dataset: { name: manifest.name, hash: manifest.provenance.dataset },
    versions: versions("@flawlens/alphaclip", import.meta.url),
    towers,
    params: { ...pretrained, ...learnt },
    ...(config.image.network === "clip" && { before: pretrained }),
  };
  const { towers: _towers, params, before: _before, ...facts } = model;
  await saveModel(join(out, "model.safetensors"), towers, params, facts);
  console.log(`model: ${join(out, "model.safetensors")}`);
  return { model, log };
}

/** Parts in all: the configuration's batches or epochs, the first to end. */
function stepsOf({ steps = Infinity, epochs = Infinity, batchSize, parts }: Config, count: number) {
  return parts * Math.min(steps, epochs * Math.ceil(count / batchSize));
}

/** Refuses regions that nothing can be learnt from or judged on, before time is spent. */
function checkSides({ name, regions, descriptions }: RegionManifest): void {
  const of = (side: string) => regions.filter(({ split }) => split === side);
  if (!of("train").length || !of("test").length)
    throw new RangeError(
      `expected regions to train and to test on in ${name}, got ${of("train").length} and ${of("test").length}; ` +
        `give shares of split in the configuration, or --test-data to build-regions`,
    );
  const known = new Set(of("train").map(({ description }) => description));
  const unseen = descriptions.filter(({ description }) => !known.has(description));
  if (known.size < 2)
    throw new RangeError(
      `expected at least two descriptions to tell apart in ${name}, got ${[...known].join(", ")}`,
    );
  if (unseen.length)
    console.warn(
      `note: no training region is ${unseen.map(({ description }) => `"${description}"`).join(", ")}: described by its words alone`,
    );
}
