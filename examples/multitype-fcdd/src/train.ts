import { mkdir } from "node:fs/promises";
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
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adam, interruptSignal } from "@flawlens/training";
import { buildModel } from "./buildModel.ts";
import type { Config } from "./config.ts";
import { evaluateDetector } from "./evaluateDetector.ts";
import { mirrored } from "./mirrored.ts";
import { openDataset } from "./openDataset.ts";
import { type Progress, showProgress } from "./progress.ts";
import { openTrainingLog } from "./trainingLog.ts";
import { versions } from "./versions.ts";

export interface TrainOptions {
  data: string;
  out: string;
  config: Config;
  seed: number;
  weights?: string;
  resume?: boolean;
}

/**
 * From a folder of images to a deployed and evaluated detector: `manifest.json`, `checkpoints/`,
 * `detector.onnx`, `results.json` and `report.html` in the output folder.
 *
 * @returns Whether it came to its end; an interrupted run is resumed with `resume`.
 */
export async function train({
  data,
  out,
  config,
  seed,
  weights,
  resume = false,
}: TrainOptions): Promise<boolean> {
  const engine = await useEngine();
  console.log(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
  await mkdir(out, { recursive: true });
  const manifest = await openDataset(data, out, { config, seed, resume });
  console.log(`${manifest.name}: ${describe(manifest)}`);

  const random = randomStream(seed);
  const model = await buildModel(config, manifest.defectTypes, { random: random.split(), weights });
  const start = performance.now();
  const training = await fitModel(model, manifest, { out, config, seed, resume, random });
  if (!training) return false;
  const trainSeconds = (performance.now() - start) / 1000;

  const validation = manifestSource(manifest, { split: "validation", size: model.inputSize });
  const calibration = await calibrate(model, validation, { threshold: config.threshold });
  for (const type of calibration.uncalibrated)
    console.warn(`note: no validation image shows ${type}: it has no threshold`);
  const compared = Array.from({ length: Math.min(8, validation.samples.length) }, (_, i) => i);
  const file = join(out, "detector.onnx");
  const { differences } = await exportDetector(model, calibration, file, {
    images: await Promise.all(compared.map((i) => validation.read(i))),
    categories: manifest.categories,
    seed,
    versions: versions(),
    dataset: { name: manifest.name, hash: await datasetHash(manifest) },
    config,
  });
  console.log(
    `${file}: scores as the trained model's to ${differences.scores.toExponential(1)} on ${compared.length} images`,
  );

  await evaluateDetector({
    file,
    manifest,
    split: "test",
    out,
    engine,
    trainSeconds,
    trainingCurve: training.readings,
  });
  return true;
}

/** Trains with a progress bar; null if it was interrupted. */
async function fitModel(
  model: Fcdd,
  manifest: Manifest,
  {
    out,
    config,
    seed,
    resume,
    random,
  }: Required<Pick<TrainOptions, "out" | "config" | "seed" | "resume">> & {
    random: ReturnType<typeof randomStream>;
  },
) {
  const file = join(out, "checkpoints/last.safetensors");
  const identity = { config, seed, types: manifest.defectTypes };
  const restored = resume ? await restoreFcdd(model, file, { config: identity }) : undefined;
  if (restored) console.log(`resuming after step ${restored.step} (${restored.file})`);
  const log = await openTrainingLog(join(out, "training.jsonl"), restored?.step ?? 0);
  const { signal, release } = interruptSignal();
  let bar: Progress | undefined;
  let steps = 0;
  let phase = "";
  const show = (name: string, total: number): Progress => {
    if (phase !== name) {
      bar?.stop();
      bar = showProgress(name, total);
      phase = name;
    }
    return bar!;
  };
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
      } else if (event.kind === "features") show("features", event.total).update(event.done);
      else if (event.kind === "step") {
        show("training", steps).update(event.step, `loss ${event.loss.toFixed(4)}`);
        await log.add({ step: event.step, loss: event.loss });
      } else if (event.kind === "end" && event.reason === "interrupted") {
        bar?.stop();
        console.log(
          `interrupted after step ${event.step}; go on with --resume (${event.checkpoint ?? "nothing was trained yet"})`,
        );
        return null;
      }
    }
  } finally {
    bar?.stop();
    release();
    await log.flush();
  }
  return log;
}

/** The step size of each update, counted from 1. */
function learningRateOf({ learningRate, schedule, steps = 1 }: Config) {
  if (schedule === "constant") return learningRate;
  return (update: number): number =>
    (learningRate / 2) * (1 + Math.cos((Math.PI * (update - 1)) / steps));
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
