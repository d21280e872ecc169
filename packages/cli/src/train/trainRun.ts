import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Method } from "@flawlens/detector";
import type { Results } from "@flawlens/report";
import { releaseMemory } from "@flawlens/tfjs-backend-ort";
import { hasRunData, keepRunData } from "../data/openRunData.ts";
import { describeRunData } from "../data/runData.ts";
import type { RunData } from "../data/runData.ts";
import { evaluateDetector } from "../evaluate/evaluateDetector.ts";
import { keptConfig } from "../methods/runConfig.ts";
import { checkFiles } from "../run/checkFiles.ts";
import { beginRun, continueRun, withRunFolder } from "../run/runFolder.ts";
import { versions } from "../run/versions.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { liveTraining } from "./live/liveTraining.ts";
import { newRun, resumedRun } from "./openRun.ts";
import { openTrainer, release } from "./openTrainer.ts";
import type { OpenTrainer } from "./openTrainer.ts";
import { refitRun } from "./refitRun.ts";
import type { Run } from "./run.ts";
import { noteSeenTestImages } from "./startingCheckpoint.ts";
import { suspectSheet } from "./suspectSheet.ts";
import { trainDetector } from "./trainDetector.ts";
import type { Trained } from "./trainDetector.ts";
import type { TrainOptions } from "./trainOptions.ts";
import { writeDetector } from "./writeDetector.ts";

/**
 * Trains a detector, exports it and evaluates it. Writes `run.json`, `manifest.json`, `checkpoints/`, `training.jsonl`,
 * `detector.onnx`, `results.json`, `report.html` and the findings of the method to the output folder. With
 * `refit` the evaluated detector is `evaluated.onnx`, and `detector.onnx` is trained again with the test images.
 *
 * @returns Whether it came to its end; an interrupted run goes on with `resume`.
 * @throws The signal's reason, where it came between two trainings.
 */
export async function trainRun(
  terminal: Terminal,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { out, resume = false, overwrite = false } = options;
  return withRunFolder(out, { resume, overwrite }, async () => {
    const open = resume ? resumedRun : newRun;
    const run = await open(terminal, options, signal);
    const { data, engine, loaded } = run;
    for (const note of data.notes) terminal.note(note);
    terminal.tell(describeRunData(data));
    terminal.tell(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
    checkEnough(loaded.method, data);
    const { from } = run.options;
    if (from !== undefined) await noteSeenTestImages(terminal, from, data);
    if (!resume && !options.skipCheck) {
      const { category, disjoint } = run.config.data;
      const part = category !== undefined || disjoint;
      await checkFiles(terminal, data.manifest, { signal, part });
    }
    const opened = await openTrainer(run);
    try {
      await (resume ? continueRun : beginRun)(out, aboutRun(run));
      if (!hasRunData(out)) await keepRunData(out, data);
    } catch (error) {
      release(opened.trainer);
      throw error;
    }
    return trainAndEvaluate(run, opened);
  });
}

/** Says before training that there are fewer images than a method can learn from. */
function checkEnough({ title, needs }: Method, { train, validation, manifest }: RunData): void {
  const normals = train.filter(({ label }) => label === 0).length;
  const { normals: fewest = 1 } = needs;
  if (normals < fewest)
    throw new RangeError(
      `expected at least ${fewest} normal images to train ${title} on, got ${normals} in ${manifest.name} beside the ` +
        `${validation.length} that are held back for thresholds; add images`,
    );
}

/** The facts of a run that `run.json` keeps. */
function aboutRun({ options, loaded, config, seed }: Run): Record<string, unknown> {
  const { method, packages, from } = loaded;
  return {
    method: from,
    name: method.name,
    title: method.title,
    config: keptConfig(config),
    seed,
    refit: options.refit ?? false,
    from: options.from,
    weights: options.weights && wholePath(options.weights),
    textures: options.textures && wholePath(options.textures),
    versions: versions(packages),
  };
}

/** A path that holds in another folder too; a name on the Hub stays as it is. */
function wholePath(path: string): string {
  return existsSync(path) ? resolve(path) : path;
}

async function trainAndEvaluate(run: Run, opened: OpenTrainer): Promise<boolean> {
  const { terminal, options } = run;
  const { out, refit = false } = options;
  const { trainer } = opened;
  try {
    const live = await liveTraining(run, trainer);
    const trained = await trainDetector(run, opened, out, live?.watch);
    if (!trained) return false;
    await releaseMemory(); // each phase has graphs of its own
    const file = join(out, refit ? "evaluated.onnx" : "detector.onnx");
    await writeDetector(run, trainer, file);
    await releaseMemory();
    await live?.trained();
    const results = await evaluateRun(run, { ...trained, trainer }, file);
    options.live?.push({ kind: "results", results });
  } finally {
    release(trainer);
  }
  if (refit && !(await refitRun(run))) return false;
  terminal.tell(`detector: ${join(out, "detector.onnx")}`);
  return true;
}

async function evaluateRun(
  run: Run,
  { trainer, losses, seconds, peakMemory }: Trained & Pick<OpenTrainer, "trainer">,
  file: string,
): Promise<Results> {
  const { terminal, options, loaded, data, engine, signal } = run;
  const { manifest, train, validation, test, unknown } = data;
  return evaluateDetector(terminal, {
    file,
    manifest,
    samples: test,
    unknown,
    heldBack: validation,
    exactPixels: options.exactPixels,
    title: loaded.method.title,
    out: options.out,
    engine,
    counts: { train: train.length, validation: validation.length },
    trainSeconds: seconds,
    peakMemory,
    trainingCurve: losses,
    packages: loaded.packages,
    findings: trainer.findings?.bind(trainer),
    suspectSheet: (findings) => suspectSheet(data, findings),
    signal,
  });
}
