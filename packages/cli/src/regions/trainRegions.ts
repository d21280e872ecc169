import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  describerTrainer,
  formatRegionCounts,
  readRegions,
  regionCounts,
  saveDescriber,
  saveRegions,
} from "@flawlens/alphaclip";
import type {
  DescriberConfig,
  DescriberTrainer,
  RegionDescriber,
  RegionManifest,
} from "@flawlens/alphaclip";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import type { LoadedCheckpoint } from "@flawlens/training";
import { lastCheckpoint } from "../run/lastCheckpoint.ts";
import { beginRun, checkpointIn, continueRun, withRunFolder } from "../run/runFolder.ts";
import { tellResumed } from "../run/tellRun.ts";
import { openTrainingLog } from "../run/trainingLog.ts";
import type { TrainingLog } from "../run/trainingLog.ts";
import { versions } from "../run/versions.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { describerFiles } from "./describerFiles.ts";
import type { DescriberFiles } from "./describerFiles.ts";
import {
  aboutDescriberRun,
  describerPackages,
  newDescriberRun,
  resumedDescriberRun,
} from "./describerRun.ts";
import { evaluateRegions } from "./evaluateRegions.ts";
import { openRegions } from "./openRegions.ts";
import type { RegionData } from "./regionData.ts";

/** What `regions train` is told. */
export interface TrainRegionsOptions extends DescriberFiles, RegionData {
  /** A `regions.json`, or else `data`. */
  regions?: string;
  out: string;
  /** A preset's name or a file. */
  config?: string;
  /** `--set key=value`. */
  settings?: readonly string[];
  seed?: number;
  resume?: boolean;
  overwrite?: boolean;
}

/**
 * Trains a model that describes regions and evaluates it on the test side. Writes `run.json`, `regions.json`,
 * `checkpoints/`, `training.jsonl`, `model.safetensors`, `results.json` and `report.html` to the output folder.
 *
 * @returns Whether it came to its end; an interrupted run goes on with `resume`.
 */
export async function trainRegions(
  terminal: Terminal,
  options: TrainRegionsOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { out, resume = false, overwrite = false } = options;
  return withRunFolder(out, { resume, overwrite }, async () => {
    const run = resume ? await resumedDescriberRun(out, options) : await newDescriberRun(options);
    const { config, seed } = run;
    const kept = join(out, "regions.json");
    const { data, category, allowOutside } = options;
    const sources = { data, category, allowOutside, split: config.split, seed };
    const manifest =
      resume && existsSync(kept)
        ? await readRegions(kept)
        : await openRegions(terminal, options.regions, sources);
    terminal.tell(`${manifest.name}\n\n${formatRegionCounts(regionCounts(manifest.regions))}\n`);
    checkSides(manifest);
    const engine = await useEngine();
    terminal.tell(`engine ${engine.name} on ${engine.provider}, ${engine.threads} threads`);
    const trainer = await describerTrainer({
      config,
      regions: manifest,
      seed,
      ...describerFiles(terminal, options, signal),
      versions: versions(describerPackages),
    });
    const last = resume ? await lastCheckpoint(terminal, out, { config: trainer.identity }) : null;
    const restored = last ?? undefined;
    if (restored) tellResumed(terminal, restored);
    await (resume ? continueRun : beginRun)(out, aboutDescriberRun(run));
    if (!existsSync(kept)) await saveRegions(kept, manifest);
    const fitted = await fit(terminal, trainer, { out, config, restored, signal });
    if (!fitted) return false;
    await evaluateRegions(terminal, { ...fitted, regions: manifest, out, engine, signal });
    return true;
  });
}

/** Refuses regions that nothing can be judged on, before time is spent. */
function checkSides({ name, regions }: RegionManifest): void {
  const of = (side: string) => regions.filter(({ split }) => split === side).length;
  if (of("train") === 0 || of("test") === 0)
    throw new RangeError(
      `expected regions to train and to test on in ${name}, got ${of("train")} and ${of("test")}; ` +
        `set the fractions of split (--set), or build regions with --test-data`,
    );
}

/** Trains with progress and saves the model; null if it was interrupted. */
async function fit(
  terminal: Terminal,
  trainer: DescriberTrainer,
  {
    out,
    config: { batchSize, microBatches },
    restored,
    signal,
  }: { out: string; config: DescriberConfig; restored?: LoadedCheckpoint; signal: AbortSignal },
): Promise<{ model: RegionDescriber; log: TrainingLog } | null> {
  const { steps, unseen } = trainer;
  if (unseen.length > 0)
    terminal.note(
      `no training region has the description ${unseen.map((text) => `"${text}"`).join(", ")}: it is known by its words alone`,
    );
  const micro = microBatches > 1 ? `, each in ${microBatches} micro-batches` : "";
  terminal.tell(`${steps / microBatches} batches of ${batchSize} regions${micro}`);
  const log = await openTrainingLog(join(out, "training.jsonl"), restored?.step ?? 0);
  const phase = terminal.phases().of("training", steps);
  let model: RegionDescriber | null = null;
  try {
    const run = { checkpoint: checkpointIn(out), resume: restored, signal };
    for await (const event of trainer.fit(run)) {
      if (event.kind === "step") {
        phase.update(event.step, `loss ${event.loss.toFixed(4)}`);
        await log.add({ step: event.step, loss: event.loss });
      } else if (event.kind === "end") model = event.describer;
    }
  } finally {
    terminal.endPhases();
  }
  if (!model) return null;
  const file = join(out, "model.safetensors");
  await saveDescriber(file, model);
  terminal.tell(`model: ${file}`);
  return { model, log };
}
