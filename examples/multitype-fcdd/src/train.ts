import { join } from "node:path";
import { augment, datasetHash, type Manifest } from "@flawlens/datasets";
import {
  type AugmentImage,
  calibrate,
  exportDetector,
  type Fcdd,
  fitFcdd,
  manifestSource,
  restoreFcdd,
} from "@flawlens/fcdd";
import { fileHash } from "@flawlens/files";
import { randomStream } from "@flawlens/sampling";
import { type Engine, useEngine } from "@flawlens/tfjs-backend-ort";
import { adam, cosineDecay, interruptSignal } from "@flawlens/training";
import { abortable } from "./abortable.ts";
import { buildModel } from "./buildModel.ts";
import { checkFiles } from "./checkFiles.ts";
import type { Config } from "./config.ts";
import { evaluateDetector } from "./evaluateDetector.ts";
import { mirrored } from "./mirrored.ts";
import { keepDataset, openDataset, reopenDataset } from "./openDataset.ts";
import { showPhases } from "./progress.ts";
import {
  checkpointIn,
  checkRunFolder,
  forgetRun,
  hasCheckpoint,
  interrupted,
  tellResumed,
} from "./runFolder.ts";
import { openTrainingLog, type TrainingLog } from "./trainingLog.ts";
import { versions } from "./versions.ts";

export interface TrainOptions {
  data: string;
  out: string;
  config: Config;
  seed: number;
  weights?: string;
  resume?: boolean;
  /** Begin again where another run is. */
  overwrite?: boolean;
  /** Images and masks are not opened before training. */
  skipCheck?: boolean;
}

/** What the steps of a run share. */
interface Run extends Required<Omit<TrainOptions, "weights" | "overwrite">> {
  weights: string | undefined;
  /** All that a checkpoint must have been made with. */
  identity: Record<string, unknown>;
  model: Fcdd;
  manifest: Manifest;
  random: ReturnType<typeof randomStream>;
  engine: Engine;
  signal: AbortSignal;
}

/**
 * From a folder of images to a deployed and evaluated detector: `manifest.json`, `checkpoints/`,
 * `training.jsonl`, `detector.onnx`, `results.json` and `report.html` in the output folder. With
 * `refit` in the configuration the evaluated detector is `evaluated.onnx`, and `detector.onnx` is
 * trained again with the test images.
 *
 * @returns Whether it came to its end; an interrupted run is resumed with `resume`.
 */
export async function train({
  resume = false,
  overwrite = false,
  skipCheck = false,
  weights,
  ...options
}: TrainOptions): Promise<boolean> {
  const { data, out, config, seed } = options;
  const engine = await useEngine();
  console.log(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
  checkRunFolder(out, { resume, overwrite });
  const manifest = resume
    ? await reopenDataset(data, out)
    : await openDataset(data, { config, seed });
  console.log(`${manifest.name}: ${describe(manifest)}`);
  const random = randomStream(seed);
  const model = await buildModel(config, manifest.defectTypes, { random: random.split(), weights });

  const { signal, release } = interruptSignal();
  const identity = {
    config,
    seed,
    types: manifest.defectTypes,
    ...(weights && { weights: await fileHash(weights) }),
  };
  const run: Run = {
    ...options,
    weights,
    resume,
    skipCheck,
    identity,
    model,
    manifest,
    random,
    engine,
    signal,
  };
  try {
    return await trainAndEvaluate(run);
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return interrupted(out);
  } finally {
    release();
  }
}

async function trainAndEvaluate(run: Run): Promise<boolean> {
  const { manifest, config, out, signal, engine } = run;
  if (!run.resume) {
    if (!run.skipCheck) await checkFiles(manifest, { signal });
    await forgetRun(out);
    await keepDataset(out, manifest);
  }
  const log = await fitModel(run);
  if (!log) return interrupted(out);

  const file = join(out, config.refit ? "evaluated.onnx" : "detector.onnx");
  await writeDetector(run, file);
  await evaluateDetector({
    file,
    manifest,
    split: "test",
    out,
    engine,
    trainSeconds: log.seconds(),
    trainingCurve: log.readings,
    signal,
  });
  return config.refit ? refit(run) : true;
}

/**
 * Trains the detector to deploy: as the evaluated one, but on the test images too. Thresholds
 * come from the same validation images. What was measured stays that of the evaluated one.
 */
async function refit(run: Run): Promise<boolean> {
  const { config, seed, manifest, weights } = run;
  const out = join(run.out, "refit");
  const random = randomStream(seed);
  const model = await buildModel(config, manifest.defectTypes, { random: random.split(), weights });
  const samples = manifest.samples.map((sample) =>
    sample.split === "test" ? { ...sample, split: "train" as const } : sample,
  );
  const all = {
    ...run,
    out,
    random,
    model,
    manifest: { ...manifest, samples },
    resume: hasCheckpoint(out),
  };
  console.log(`\nonce more for deployment, on the test images too: ${describe(all.manifest)}`);
  const log = await fitModel(all);
  if (!log) return interrupted(out);
  await writeDetector(all, join(run.out, "detector.onnx"));
  return true;
}

/** Calibrates the trained model on the validation split and writes it as a detector file. */
async function writeDetector(
  { model, manifest, config, seed, signal }: Run,
  file: string,
): Promise<void> {
  const size = model.inputSize;
  const validation = abortable(manifestSource(manifest, { split: "validation", size }), signal);
  const calibration = await calibrate(model, validation, { threshold: config.threshold });
  for (const type of calibration.uncalibrated)
    console.warn(`note: no validation image shows ${type}: it has no threshold`);
  const compared = Array.from({ length: Math.min(8, validation.samples.length) }, (_, i) => i);
  const { differences } = await exportDetector(model, calibration, file, {
    images: await Promise.all(compared.map((i) => validation.read(i))),
    categories: manifest.categories,
    seed,
    versions: versions("@flawlens/fcdd", import.meta.url),
    dataset: { name: manifest.name, hash: datasetHash(manifest) },
    config,
  });
  console.log(
    `${file}: scores as the trained model's to ${differences.scores.toExponential(1)} on ${compared.length} images`,
  );
}

/** Trains with a progress bar; null if it was interrupted. */
async function fitModel(run: Run): Promise<TrainingLog | null> {
  const { model, manifest, config, identity, out, resume, random, signal } = run;
  const file = checkpointIn(out);
  const restored = resume ? await restoreFcdd(model, file, { config: identity }) : undefined;
  if (restored) tellResumed(restored);
  const log = await openTrainingLog(join(out, "training.jsonl"), restored?.step ?? 0);
  const progress = showPhases();
  let steps = 0;
  try {
    for await (const event of fitFcdd(model, {
      source: manifestSource(manifest, { split: "train", size: model.inputSize }),
      optimizer: adam({ learningRate: learningRateOf(config) }),
      batchSize: config.batchSize,
      epochs: config.epochs,
      steps: config.steps,
      random,
      augmentation: augmentationOf(config),
      cachedVariants: config.cachedVariants,
      checkpoint: { file, everySteps: config.checkpointEverySteps, config: identity },
      resume: restored,
      signal,
    })) {
      if (event.kind === "start") {
        steps = event.steps;
        console.log(
          `${steps} steps of ${config.batchSize} images, drawn evenly from ${classes(event.classes)}`,
        );
      } else if (event.kind === "features") progress.of("features", event.total).update(event.done);
      else if (event.kind === "step") {
        progress.of("training", steps).update(event.step, `loss ${event.loss.toFixed(4)}`);
        await log.add({ step: event.step, loss: event.loss });
      } else if (event.kind === "end" && event.reason === "interrupted") return null;
    }
  } finally {
    progress.stop();
  }
  return log;
}

function learningRateOf({ learningRate, schedule, steps = 1 }: Config) {
  return schedule === "constant" ? learningRate : cosineDecay({ learningRate, steps });
}

function augmentationOf({ augmentation }: Config): AugmentImage | undefined {
  if (!augmentation) return undefined;
  const { flip, ...options } = augmentation;
  return (image, random) => {
    const changed = augment(image, { random, ...options });
    return flip ? mirrored(changed, random) : changed;
  };
}

function describe(manifest: Manifest): string {
  const count = (split: string): number =>
    manifest.samples.filter((sample) => sample.split === split).length;
  const categories =
    manifest.categories.length > 1 ? `, ${manifest.categories.length} categories` : "";
  return `${count("train")} training, ${count("validation")} validation, ${count("test")} test images; types ${manifest.defectTypes.join(", ")}${categories}`;
}

function classes(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} (${count})`)
    .join(", ");
}
