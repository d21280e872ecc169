import { fileHash } from "@flawlens/files";
import { randomStream } from "@flawlens/sampling";
import type {
  CheckpointEvent,
  EndEvent,
  EpochEvent,
  LoadedCheckpoint,
  StepEvent,
} from "@flawlens/training";

import { ownVersions } from "../_ownVersions.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import { fitAlphaClip } from "../train/fitAlphaClip.ts";
import { paperOptimizer } from "../train/paperOptimizer.ts";
import { flipTogether } from "../train/flipTogether.ts";
import { turnTogether } from "../train/turnTogether.ts";
import type { DescriberConfig } from "./describerConfig.ts";
import { describerTowers } from "./describerTowers.ts";
import type { MergesOptions } from "./describerTowers.ts";
import { readPretrained } from "./readPretrained.ts";
import type { PretrainedFiles } from "./readPretrained.ts";
import type { RegionDescriber } from "./regionDescriber.ts";
import { stepSizes } from "./stepSizes.ts";

/** The configuration, the regions and the weights of a training. */
export interface DescriberTrainerOptions extends PretrainedFiles, MergesOptions {
  config: DescriberConfig;
  /** The regions; those of the training split are trained on. */
  regions: RegionManifest;
  /** The seed of every random choice. */
  seed: number;
  /** Versions to keep with the describer beside those of Node, TensorFlow.js and this package. */
  versions?: Record<string, string>;
}

/** Trains a region describer; made by {@link describerTrainer}. */
export interface DescriberTrainer {
  /** The number of steps of the whole run: one for each micro-batch (`config.microBatches` in a batch). */
  steps: number;
  /** Descriptions that no region of the training split has, so that only their words can be learnt. */
  unseen: string[];
  /**
   * What decides the numbers of the run, as plain JSON. It is stored in checkpoints; give it to
   * `loadCheckpoint` as `config`, so that another run is not resumed by mistake.
   */
  identity: Record<string, unknown>;
  /** Trains once, from the start or from a checkpoint. */
  fit(options?: DescriberFitOptions): AsyncGenerator<DescriberFitEvent, void>;
}

/** The file that a run saves checkpoints to, and the checkpoint that it resumes from. */
export interface DescriberFitOptions {
  /** File of the checkpoints; default none. */
  checkpoint?: string;
  resume?: LoadedCheckpoint;
  /** Ends the run between two steps, leaving a checkpoint. */
  signal?: AbortSignal;
}

/**
 * What `fit` tells as it goes. The loss of a step is that of its whole batch, as its micro-batch
 * estimates it. The last event has the describer, or `null` if the run was interrupted.
 */
export type DescriberFitEvent =
  | StepEvent
  | EpochEvent
  | CheckpointEvent
  | (EndEvent & { describer: RegionDescriber | null });

const augmentations = { none: null, flips: flipTogether, turns: turnTogether };

/**
 * Prepares the training of a region describer: reads or downloads its pretrained weights, and makes
 * its networks.
 *
 * @throws {RangeError} If the training split has fewer than two descriptions to tell apart.
 * @throws {Error} As `readPretrained` and `describerTowers`.
 *
 * @example
 * const trainer = await describerTrainer({ config, regions, seed: 1 });
 * for await (const event of trainer.fit())
 *   if (event.kind === "end" && event.describer) await saveDescriber("model.safetensors", event.describer);
 */
export async function describerTrainer({
  config,
  regions,
  seed,
  versions,
  ...files
}: DescriberTrainerOptions): Promise<DescriberTrainer> {
  const chosen = regions.regions.filter(({ split }) => split === "train");
  const known = new Set(chosen.map(({ description }) => description));
  if (known.size < 2)
    throw new RangeError(
      `describerTrainer: expected at least two descriptions to tell apart in the training split of ${regions.name}, got ${[...known].join(", ") || "none"}`,
    );
  const texts = [...new Set(regions.descriptions.map(({ description }) => description))];
  const pretrained = await readPretrained(config, files);
  const towers = await describerTowers(config, texts, files);
  const identity = {
    config: decisive(config),
    seed,
    dataset: regions.provenance.dataset,
    descriptions: texts,
    weights: await Promise.all(pretrained.files.map((file) => fileHash(file))),
  };
  const steps = stepsOf(config, chosen.length);

  async function* fit(options: DescriberFitOptions = {}): AsyncGenerator<DescriberFitEvent, void> {
    const { checkpoint: file, resume, signal } = options;
    const { batchSize, microBatches, temperature, reading, wholeFraction } = config;
    const optimizer = paperOptimizer(towers, {
      ...stepSizes(config, pretrained.params),
      weightDecay: config.weightDecay,
    });
    const events = fitAlphaClip({
      towers,
      params: pretrained.params,
      regions,
      optimizer,
      batchSize,
      microBatches,
      temperature,
      reading,
      augmentation: augmentations[config.augmentation],
      wholeFraction,
      random: randomStream(seed),
      steps,
      ...(file !== undefined && {
        checkpoint: {
          file,
          everySteps: config.checkpointEverySteps,
          everyEpoch: false,
          config: identity,
        },
      }),
      resume,
      signal,
    });
    try {
      for await (const event of events)
        if (event.kind === "step") yield { ...event, loss: event.loss * microBatches };
        else if (event.kind !== "end") yield event;
        else yield { ...event, describer: event.reason === "done" ? made(event.params) : null };
    } finally {
      optimizer.dispose();
    }
  }

  const made = (learnt: RegionDescriber["params"]): RegionDescriber => ({
    config,
    descriptions: regions.descriptions,
    texts,
    seed,
    dataset: { name: regions.name, hash: regions.provenance.dataset },
    versions: { ...ownVersions(), ...versions },
    towers,
    params: { ...pretrained.params, ...learnt },
    ...(config.image.network === "clip" && { before: pretrained.params }),
  });
  return { steps, unseen: texts.filter((text) => !known.has(text)), identity, fit };
}

/** The configuration without what may change when a run goes on: its numbers stay the same. */
function decisive(config: DescriberConfig): Partial<DescriberConfig> {
  const { checkpointEverySteps: _often, split: _split, steps, epochs, ...rest } = config;
  return config.schedule === "constant" ? rest : { ...rest, steps, epochs };
}

/** The number of micro-batches of the whole run: as many as the batches or the epochs have, whichever end first. */
function stepsOf(
  { steps = Infinity, epochs = Infinity, batchSize, microBatches }: DescriberConfig,
  regions: number,
): number {
  return microBatches * Math.min(steps, epochs * Math.ceil(regions / batchSize));
}
