import { join } from "node:path";
import {
  type Adl,
  type AdlPrediction,
  calibrate,
  calibrateScales,
  exportDetector,
  fitAdl,
  predict,
  restoreAdl,
  rotateSome,
  samplesSource,
  type WeightRecord,
} from "@flawlens/adl";
import { datasetHash } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import { perlinAnomaly, type RandomStream, randomStream } from "@flawlens/sampling";
import { type Engine, useEngine } from "@flawlens/tfjs-backend-ort";
import {
  adam,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  interruptSignal,
  stepDecay,
} from "@flawlens/training";
import { abortable } from "../../multitype-fcdd/src/abortable.ts";
import { checkFiles } from "../../multitype-fcdd/src/checkFiles.ts";
import { showPhases, showProgress } from "../../multitype-fcdd/src/progress.ts";
import {
  checkpointIn,
  checkRunFolder,
  forgetRun,
  interrupted,
  tellResumed,
} from "../../multitype-fcdd/src/runFolder.ts";
import { openTrainingLog, type TrainingLog } from "../../multitype-fcdd/src/trainingLog.ts";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";
import { ablate, ablationRows } from "./ablate.ts";
import { buildModel } from "./buildModel.ts";
import type { Config } from "./config.ts";
import { judge } from "./judge.ts";
import {
  type Experiment,
  keepExperiment,
  openExperiment,
  reopenExperiment,
} from "./openExperiment.ts";
import { readTextures } from "./readTextures.ts";
import { runBaseline } from "./runBaseline.ts";
import { keepSuspects, qualitySentence, rankSuspects } from "./suspectRanking.ts";
import { suspectSheet } from "./suspectSheet.ts";
import { versions } from "../../multitype-fcdd/src/versions.ts";

export interface TrainOptions {
  data: string;
  out: string;
  config: Config;
  seed: number;
  /** Of a data set with several. */
  category?: string;
  weights?: string;
  /** A folder of images, such as DTD's, to take textures of pseudo-anomalies from; made by code without it. */
  textures?: string;
  resume?: boolean;
  overwrite?: boolean;
  skipCheck?: boolean;
}

interface Run extends TrainOptions {
  /** All that a checkpoint must have been made with. */
  identity: Record<string, unknown>;
  model: Adl;
  experiment: Experiment;
  random: RandomStream;
  engine: Engine;
  signal: AbortSignal;
}

/**
 * From a folder of images to an evaluated detector: `manifest.json`, `checkpoints/`, `training.jsonl`, `detector.onnx`, `suspects.json`, `ablation.json`, `results.json`
 * and `report.html` in the output folder; for a baseline the last two.
 *
 * @returns Whether it came to its end; an interrupted run is resumed with `resume`.
 */
export async function train(options: TrainOptions): Promise<boolean> {
  const { data, out, config, seed, category, weights, resume = false } = options;
  const engine = await useEngine();
  console.log(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
  checkRunFolder(out, { resume, overwrite: options.overwrite ?? false });
  const random = randomStream(seed);
  const model = await buildModel(config, { random: random.split(), weights });
  const experiment = resume
    ? await reopenExperiment(out)
    : await openExperiment(data, { config, seed, category });
  console.log(`${experiment.manifest.name}: ${describe(experiment)}`);

  const { signal, release } = interruptSignal();
  const identity = {
    config,
    seed,
    ...(category && { category }),
    ...(weights && { weights: await fileHash(weights) }),
  };
  try {
    if (!resume) {
      if (!options.skipCheck) await checkFiles(experiment.manifest, { signal });
      await forgetRun(out);
      await keepExperiment(out, experiment);
    }
    const run = { ...options, identity, model, experiment, random, engine, signal };
    if (config.method !== "adl") {
      await runBaseline(run);
      return true;
    }
    return await trainAndJudge(run);
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return interrupted(out);
  } finally {
    release();
  }
}

async function trainAndJudge(run: Run): Promise<boolean> {
  const { model, experiment, config, out, seed, engine, signal } = run;
  const { manifest, test, validation, nominal } = experiment;
  const fitted = await fitModel(run);
  if (!fitted) return interrupted(out);
  const { log, record } = fitted;

  const size = model.inputSize;
  const { contaminantQuality } = config;
  // With no image held back, thresholds come from the training images themselves.
  const calm = samplesSource(manifest, validation.length > 0 ? validation : nominal, {
    size,
    contaminantQuality,
  });
  const scales = {
    reference: model.scales,
    validation: await calibrateScales(model, abortable(calm, signal)),
  };
  model.scales = scales[config.scales];
  const calibration = await calibrate(model, abortable(calm, signal), {
    threshold: { rule: "falsePositiveFraction", fraction: config.falsePositiveFraction },
    maps: config.maps,
  });
  const compared = Array.from({ length: Math.min(4, calm.samples.length) }, (_, i) => i);
  const file = join(out, "detector.onnx");
  const { differences } = await exportDetector(model, calibration, file, {
    images: await Promise.all(compared.map((i) => calm.read(i))),
    maps: config.maps,
    categories: manifest.categories,
    seed,
    versions: versions("@flawlens/adl", import.meta.url),
    dataset: { name: manifest.name, hash: datasetHash(manifest) },
    config,
  });
  console.log(
    `${file}: scores as the trained model's to ${differences.scores.toExponential(1)} on ${compared.length} images`,
  );

  const ranking = rankSuspects(record, experiment.planted);
  await keepSuspects(out, ranking);

  const start = performance.now();
  const source = abortable(samplesSource(manifest, test, { size, keepBytes: 0 }), signal);
  const bar = showProgress("evaluating", test.length);
  const said: AdlPrediction[] = [];
  for await (const prediction of predict(model, source, {
    maps: config.maps === "gradient" ? "fused" : "none",
  })) {
    said.push(prediction);
    bar.update(said.length);
  }
  bar.stop();
  const ablation = ablate(
    said,
    test.map(({ label }) => label),
    { scales, fusion: model.mode.fusion },
  );
  const { meanImagePixelAuroc } = await judge({
    method: `Multi-cue ADL, ${model.mode.name}`,
    manifest,
    samples: test,
    said: said.map(({ score, map, segmentation }) => ({ score, map: map ?? segmentation })),
    calibration: calibration.any,
    size,
    counts: { train: nominal.length + experiment.shots.length, validation: validation.length },
    engine,
    seed,
    seconds: { train: log.seconds(), evaluate: (performance.now() - start) / 1000 },
    config,
    out,
    trainingCurve: log.readings,
    suspects: await suspectSheet(experiment, ranking),
    ablation: ablationRows(ablation),
  });
  const kept = {
    ...ablation,
    deviationScales: {
      reference: scales.reference.deviation,
      validation: scales.validation.deviation,
    },
    meanImagePixelAuroc,
  };
  await writeWhole(join(out, "ablation.json"), `${JSON.stringify(kept, null, 1)}\n`);
  if (ranking.quality) console.log(`suspects: ${qualitySentence(ranking.quality)}`);
  return true;
}

/** Trains with a progress bar; null if it was interrupted. */
async function fitModel(run: Run): Promise<{ log: TrainingLog; record: WeightRecord } | null> {
  const { model, experiment, config, identity, out, random, signal, textures } = run;
  const { manifest, nominal, shots, clean } = experiment;
  const file = checkpointIn(out);
  const restored = run.resume
    ? await restoreAdl(model, file, { nominal: nominal.length, config: identity })
    : undefined;
  if (restored) tellResumed(restored);
  const log = await openTrainingLog(join(out, "training.jsonl"), restored?.step ?? 0);
  const size = model.inputSize;
  const images = textures ? await readTextures(textures, size) : undefined;
  const progress = showPhases();
  let steps = 0;
  const learningRate = stepDecay({
    learningRate: config.learningRate,
    every: config.decayEvery * config.stepsPerEpoch,
  });
  try {
    for await (const event of fitAdl(model, {
      nominal: samplesSource(manifest, nominal, {
        size,
        contaminantQuality: config.contaminantQuality,
      }),
      fewShot: shots.length > 0 ? samplesSource(manifest, shots, { size }) : undefined,
      fewShotSlots: shots.length > 0 ? Math.floor(config.shotFraction * clean) : undefined,
      missingMask: config.missingMask,
      pseudo: perlinAnomaly(images && { textures: images }),
      augmentation: config.rotate ? rotateSome : (image) => image,
      optimizer: chain(
        clipByGlobalNorm(config.maxNorm),
        addDecayedWeights(config.weightDecay),
        adam({ learningRate }),
      ),
      batchSize: config.batchSize,
      stepsPerEpoch: config.stepsPerEpoch,
      epochs: config.epochs,
      random,
      cachedVariants: config.cachedVariants,
      checkpoint: {
        file,
        everySteps: config.checkpointEverySteps,
        everyEpoch: false,
        config: identity,
      },
      resume: restored,
      signal,
    })) {
      if (event.kind === "start") {
        steps = event.steps;
        for (const note of event.notes) console.warn(`note: ${note}`);
        console.log(
          `${steps} steps of ${config.batchSize} images, ${event.burnIn} of them burn-in: half from ${event.nominal} ` +
            `taken as normal, half from ${event.pseudoSlots} pseudo-anomalies and ${event.fewShotSlots} draws of ${event.fewShot} known ones`,
        );
      } else if (event.kind === "features") progress.of("features", event.total).update(event.done);
      else if (event.kind === "step") {
        progress.of("training", steps).update(event.step, `loss ${event.loss.toFixed(4)}`);
        await log.add({ step: event.step, loss: event.loss });
      } else if (event.kind === "end")
        return event.reason === "interrupted" ? null : { log, record: event.record };
    }
  } finally {
    progress.stop();
  }
  return null;
}

function describe({ nominal, validation, shots, test, planted }: Experiment): string {
  const anomalous = test.filter(({ label }) => label === 1).length;
  return (
    `${nominal.length} images taken as normal (${planted.length} are not), ${shots.length} known anomalies, ` +
    `${validation.length} for thresholds, ${test.length} to test with (${anomalous} anomalous)`
  );
}
