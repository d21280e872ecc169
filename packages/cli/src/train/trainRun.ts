import { join } from "node:path";
import { datasetHash, loadDataset } from "@flawlens/datasets";
import { calibrate, exportDetector, abortable, samplesSource } from "@flawlens/detector";
import type { Detector, ImageSource, Method, Trainer } from "@flawlens/detector";
import { fileHash } from "@flawlens/files";
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import type { Engine } from "@flawlens/tfjs-backend-ort";
import { chooseMethod } from "../data/chooseMethod.ts";
import { keepRunData, reopenRunData, sidesFor } from "../data/openRunData.ts";
import type { DataOptions } from "../data/openRunData.ts";
import { describeRunData } from "../data/runData.ts";
import type { RunData } from "../data/runData.ts";
import { evaluateDetector } from "../evaluate/evaluateDetector.ts";
import { loadMethod } from "../methods/loadMethod.ts";
import type { LoadedMethod } from "../methods/loadMethod.ts";
import { keptConfig, runConfig } from "../methods/runConfig.ts";
import type { RunConfig, RunConfigSources } from "../methods/runConfig.ts";
import { checkFiles } from "../run/checkFiles.ts";
import { beginRun, checkpointIn, hasCheckpoint, withRunFolder } from "../run/runFolder.ts";
import { tellInterrupted } from "../run/tellRun.ts";
import { versions } from "../run/versions.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { UsageError } from "../terminal/usageError.ts";
import { findWeights } from "../weights/findWeights.ts";
import { fitTrainer } from "./fitTrainer.ts";
import { readRun } from "./readRun.ts";
import { suspectSheet } from "./suspectSheet.ts";

/** What a run is made of. */
export interface TrainOptions
  extends DataOptions, Pick<RunConfigSources, "config" | "data" | "settings"> {
  /** A folder or a list of images; of a run that goes on only where they have moved. */
  dataset?: string;
  out: string;
  /** A method's name, file or package; without it the data decide. */
  method?: string;
  seed?: number;
  /** A file, a published name, or a place on the Hub. */
  weights?: string;
  /** A folder of pictures of textures. */
  textures?: string;
  /** A run whose trained parameters this one starts from: its folder, its detector, or a checkpoint. */
  from?: string;
  /** Train the detector to deploy once more, on the test images too. */
  refit?: boolean;
  resume?: boolean;
  overwrite?: boolean;
  /** Images and masks are not opened before training. */
  skipCheck?: boolean;
}

/** What the steps of a run share. */
interface Run {
  terminal: Terminal;
  options: TrainOptions;
  loaded: LoadedMethod;
  config: RunConfig;
  seed: number;
  data: RunData;
  engine: Engine;
  signal: AbortSignal;
}

/**
 * From images to a deployed and evaluated detector: `run.json`, `manifest.json`, `checkpoints/`, `training.jsonl`,
 * `detector.onnx`, `results.json` and `report.html` in the output folder, and what the method found out beside. With
 * `refit` the evaluated detector is `evaluated.onnx`, and `detector.onnx` is trained again with the test images.
 *
 * @returns Whether it came to its end; an interrupted run goes on with `resume`.
 */
export async function trainRun(
  terminal: Terminal,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { out, resume = false, overwrite = false } = options;
  return withRunFolder(out, { resume, overwrite }, async () => {
    const run = resume
      ? await goOn(terminal, options, signal)
      : await begin(terminal, options, signal);
    const { data, engine, loaded } = run;
    for (const note of data.notes) terminal.note(note);
    terminal.tell(describeRunData(data));
    terminal.tell(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
    checkEnough(loaded.method, data);
    if (!resume) {
      if (!options.skipCheck) await checkFiles(terminal, data.manifest, { signal });
      await beginRun(out, {
        method: options.method ?? loaded.method.name,
        title: loaded.method.title,
        config: keptConfig(run.config),
        seed: run.seed,
        refit: options.refit ?? false,
        versions: versions(loaded.packages),
      });
      await keepRunData(out, data);
    }
    const done = await trainAndEvaluate(run);
    if (!done) tellInterrupted(terminal, out);
    return done;
  });
}

async function begin(terminal: Terminal, options: TrainOptions, signal: AbortSignal): Promise<Run> {
  const { dataset, normal, masks, seed = 1 } = options;
  if (dataset === undefined)
    throw new UsageError("expected --data, a folder or a list of images, got none");
  const manifest = await loadDataset(dataset, { normal, masks });
  const choice = options.method ? null : chooseMethod(manifest);
  const loaded = await loadMethod(options.method ?? (choice as { name: string }).name);
  if (choice)
    terminal.tell(
      `method ${loaded.method.title}, because ${choice.reason} (--method chooses another)`,
    );
  const config = await runConfig(loaded.method, options);
  if (config.preset) {
    const { description } = loaded.method.presets![config.preset];
    terminal.tell(`configuration ${config.preset}: ${description}`);
  }
  const data = sidesFor(loaded.method, manifest, { config: config.data, seed });
  return { terminal, options, loaded, config, seed, data, engine: await useEngine(), signal };
}

/** A run as it began: method, configuration and seed are kept with it. */
async function goOn(terminal: Terminal, options: TrainOptions, signal: AbortSignal): Promise<Run> {
  const { out, dataset, normal, masks } = options;
  const kept = await readRun(out);
  const differs = (name: "method" | "seed") =>
    options[name] !== undefined && options[name] !== kept[name];
  for (const name of ["method", "seed"] as const)
    if (differs(name))
      throw new UsageError(
        `--resume: expected --${name} ${kept[name]}, with which the run in ${out} began, got ${options[name]}`,
      );
  const loaded = await loadMethod(kept.method);
  const config = await runConfig(loaded.method, { ...options, kept: kept.config });
  const data = await reopenRunData(dataset, out, { normal, masks });
  const engine = await useEngine();
  const whole = { ...options, refit: options.refit ?? kept.refit };
  return { terminal, options: whole, loaded, config, seed: kept.seed, data, engine, signal };
}

/** Says before training that there are fewer images than a method can learn from. */
function checkEnough({ title, needs }: Method, { train, manifest }: RunData): void {
  const normals = train.filter(({ label }) => label === 0).length;
  const { normals: fewest = 1 } = needs;
  if (normals < fewest)
    throw new RangeError(
      `expected at least ${fewest} normal images to train ${title} on, got ${normals} in ${manifest.name} after those held back; add images`,
    );
}

async function trainAndEvaluate(run: Run): Promise<boolean> {
  const { terminal, options, loaded, data, engine, signal } = run;
  const { out, refit = false } = options;
  const trained = await train(run, out, data);
  if (!trained) return false;
  const { trainer, log } = trained;
  const file = join(out, refit ? "evaluated.onnx" : "detector.onnx");
  await writeDetector(run, trainer, file);
  const { manifest, validation, test } = data;
  await evaluateDetector(terminal, {
    file,
    manifest,
    samples: test,
    heldBack: validation,
    title: loaded.method.title,
    out,
    engine,
    counts: { train: data.train.length, validation: validation.length },
    trainSeconds: log.seconds(),
    trainingCurve: log.readings,
    packages: loaded.packages,
    findings: trainer.findings?.bind(trainer),
    suspectSheet: (findings) => suspectSheet(data, findings),
    signal,
  });
  if (!refit) {
    terminal.tell(`detector: ${file}`);
    return true;
  }
  return fitOnce(run);
}

/** Trains the detector to deploy: as the evaluated one, but on the test images too. */
async function fitOnce(run: Run): Promise<boolean> {
  const { terminal, options, data } = run;
  const all = { ...data, train: [...data.train, ...data.test], test: [] };
  terminal.tell(`once more for deployment, on the test images too: ${describeRunData(all)}`);
  const again = { ...run, data: all };
  const trained = await train(again, join(options.out, "refit"), all);
  if (!trained) return false;
  const file = join(options.out, "detector.onnx");
  await writeDetector(again, trained.trainer, file);
  terminal.tell(`detector: ${file}`);
  return true;
}

/** Makes the method's detector and trains it; null if it was interrupted. */
async function train(run: Run, out: string, data: RunData) {
  const { terminal, options, loaded, config, seed, signal } = run;
  const { method } = loaded;
  const hashes: Record<string, string> = {};
  const trainer = await method.create(config.method, {
    types: data.manifest.defectTypes,
    images: (side, size) => abortable(sourceOf(data, side, size, config), signal),
    cleanNormals: data.cleanNormals,
    random: randomStream(seed),
    async weights(network, { optional = false } = {}) {
      if (options.weights === undefined && optional) return null;
      const { path } = await findWeights({ network, weights: options.weights, terminal, signal });
      hashes[network] = await fileHash(path);
      return path;
    },
    textures: options.textures,
    note: (text) => terminal.note(text),
  });
  const identity = {
    method: method.name,
    config: method.identity?.(config.method) ?? config.method,
    data: config.data,
    seed,
    types: data.manifest.defectTypes,
    weights: hashes,
  };
  const log = await fitTrainer(terminal, trainer, {
    log: join(out, "training.jsonl"),
    run: {
      checkpoint: { file: checkpointIn(out), config: identity },
      resume: hasCheckpoint(out),
      from: options.from,
      signal,
    },
  });
  return log && { trainer, log };
}

function sourceOf(
  { manifest, train, validation }: RunData,
  side: "train" | "validation",
  size: { height: number; width: number },
  { data: { contaminantQuality } }: RunConfig,
): ImageSource {
  return samplesSource(manifest, side === "train" ? train : validation, {
    size,
    contaminantQuality,
  });
}

/** Calibrates the trained detector on the validation side and writes it as a file. */
async function writeDetector(
  { terminal, loaded, config, data, seed, signal }: Run,
  trainer: Trainer,
  file: string,
): Promise<void> {
  const detector: Detector = trainer.detector;
  const { manifest } = data;
  const validation = abortable(sourceOf(data, "validation", detector.inputSize, config), signal);
  await trainer.prepare?.(validation);
  const calibration = await calibrate(detector, validation, { threshold: trainer.threshold });
  for (const type of calibration.uncalibrated)
    terminal.note(`no validation image shows ${type}: it has no threshold`);
  const { expectedFalseAlarmFraction: expected, images } = calibration;
  terminal.tell(
    `threshold: ${calibration.ruleInWords}; from ${images.normal} normal and ${images.anomalous} anomalous validation images` +
      (expected === null
        ? ""
        : `; of new normal images at most ${(100 * expected).toFixed(1)} % are expected to be called anomalous`),
  );
  const compared = Array.from({ length: Math.min(8, validation.samples.length) }, (_, i) => i);
  const { differences } = await exportDetector(detector, calibration, file, {
    images: await Promise.all(compared.map((i) => validation.read(i))),
    categories: manifest.categories,
    seed,
    versions: versions(loaded.packages),
    dataset: { name: manifest.name, hash: datasetHash(manifest) },
    config: keptConfig(config),
  });
  terminal.tell(
    `${file}: outputs equal the trained detector's to ${differences.largest.toExponential(1)} on ${compared.length} images`,
  );
}
