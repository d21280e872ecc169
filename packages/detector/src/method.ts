import type { Manifest } from "@flawlens/datasets";
import type { RandomStream } from "@flawlens/sampling";
import type { CheckpointEvent, EpochEvent, FeaturesEvent, StepEvent } from "@flawlens/training";
import type { z } from "zod";
import type { ThresholdRule } from "./calibration/thresholdRule.ts";
import type { Detector } from "./detector.ts";
import type { ImageSource } from "./images/imageSource.ts";
import type { RawDetection } from "./predict.ts";

/**
 * How a detector comes to be: what the command line and other people's methods plug into. A method says how it
 * is trained and what it computes; calibration, export, prediction, evaluation, reports and resuming follow
 * from the {@link Detector} it ends in.
 *
 * @example
 * export default {
 *   name: "mean-distance",
 *   title: "Distance to the mean",
 *   description: "Distance of each cell's features to their mean over normal images.",
 *   config: z.strictObject({ inputSize: z.number().int().default(256).describe("Pixels of the square input.") }),
 *   needs: { anomalies: "none", masks: "unused" },
 *   create: async (config, context) => ({ detector, fit }),
 * } satisfies Method<{ inputSize: number }>;
 */
export interface Method<Config = unknown> {
  /** Its name on the command line and in files: lower case, no spaces. */
  name: string;
  /** Its name for people. */
  title: string;
  /** What it does, in one sentence. */
  description: string;
  /** The paper or page it comes from, if there is one. */
  source?: string;
  /**
   * Its configuration, validated: a strict object, so that misspelt keys are errors, with a sentence for each key
   * (`.describe`) and a default for each key that has one.
   */
  config: z.ZodType<Config>;
  /** Named configurations. */
  presets?: Record<string, MethodPreset>;
  /** The preset for a data set, for users who name none. Default: the first. */
  presetFor?(data: Pick<Manifest, "samples" | "defectTypes">): string;
  needs: {
    /**
     * `"none"`: trains on normal images alone. `"few"`: can use a few labelled anomalies, and bears unlabelled
     * ones. `"each type"`: needs anomalies of each defect type.
     */
    anomalies: "none" | "few" | "each type";
    /** Whether masks of anomalies are looked at in training. */
    masks: "unused" | "optional";
    /** Fewest normal training images that anything can be learnt from; default 1. */
    normals?: number;
  };
  /**
   * What of a configuration decides the numbers of a run, as plain JSON: a run is resumed only where this is the same.
   * What is left out, such as how often checkpoints are saved, may change. Default: all of it.
   */
  identity?(config: Config): unknown;
  /**
   * Makes an untrained detector and what trains it.
   *
   * @throws {RangeError} If configuration and data do not fit each other.
   */
  create(config: Config, context: MethodContext): Promise<Trainer>;
}

/** A named configuration of a method. */
export interface MethodPreset {
  description: string;
  /** What each key is that differs from its default. */
  config: Record<string, unknown>;
  /**
   * The side in pixels of a square with as many pixels as images shall have in their own proportions, or have where
   * these are fewer: the command line sets `inputSize` by it. Default: `inputSize` stays as configured.
   */
  side?: number;
}

/** What a method gets to work with. */
export interface MethodContext {
  /** Defect types of the data, in the order of models and tables; empty where only normal images are known. */
  types: readonly string[];
  /**
   * Images of one side, at a size. On the train side the label 0 means "taken as normal": data may be
   * contaminated; the label 1 means a known anomaly. Test images are never given.
   */
  images(side: "train" | "validation", size: { height: number; width: number }): ImageSource;
  /** Normal images before any were held back for validation or planted by a contamination protocol. */
  cleanNormals: number;
  /** The run's randomness; methods split streams off it. */
  random: RandomStream;
  /**
   * A file with pretrained weights of a network, such as "efficientnet-lite0": what the user named, or
   * what the Hub has.
   *
   * @returns `null` where none were named and the method can do without (`optional`).
   */
  weights(network: string, options?: { optional?: boolean }): Promise<string | null>;
  /** A folder of pictures of textures, if the user named one. */
  textures?: string;
  /** Tells the user something worth knowing. */
  note(text: string): void;
}

/** How a training run goes. */
export interface FitRun {
  /** The file of checkpoints; a method that trains in seconds may write none. */
  checkpoint?: { file: string; config: unknown };
  /** Go on from the checkpoint, which is there. */
  resume?: boolean;
  /** Start from the trained parameters of another run's checkpoint. */
  from?: string;
  /** Ends the run between two steps, leaving a checkpoint. */
  signal?: AbortSignal;
}

/** What training tells as it goes; an `end` is last. */
export type MethodEvent =
  | {
      kind: "start";
      /** Optimiser steps in all; `null` for a method without steps. */
      steps: number | null;
      /** One sentence that says what is trained, and on which images. */
      summary: string;
      /** What a person should know, in sentences. */
      notes: readonly string[];
    }
  /** Training went back to a checkpoint; `recovered` says why an older one had to be used. */
  | { kind: "resumed"; step: number; file: string; recovered: string | null }
  /** How far a phase without steps has come. */
  | { kind: "phase"; name: string; done: number; total: number }
  | FeaturesEvent
  | StepEvent
  | EpochEvent
  | CheckpointEvent
  /** The last event; with `"done"` the trainer's detector is trained. */
  | { kind: "end"; reason: "done" | "interrupted" };

/** An untrained detector and what trains it. */
export interface Trainer {
  detector: Detector;
  /** How thresholds are chosen; default as `calibrate` has it. */
  threshold?: ThresholdRule;
  /** Trains the detector, as an async iterator of events: the loop around it shows and logs them. */
  fit(run: FitRun): AsyncIterable<MethodEvent>;
  /** Called once after training, before calibration: what a method takes from validation images itself. */
  prepare?(validation: ImageSource): Promise<void>;
  /** Called once after the evaluation: what else this method found out. */
  findings?(evaluated: EvaluatedImages): Promise<Findings> | Findings;
}

/** What the exported detector said of labelled images. */
export interface EvaluatedImages {
  images: readonly (Pick<RawDetection, "id" | "extras"> & { label: 0 | 1; score: number })[];
}

/** What a method found out beside scores and maps; each part is shown where there is one. */
export interface Findings {
  /** Parts of the method judged by themselves. */
  ablation?: readonly {
    /** The part of the detector that this row keeps or changes, in words. */
    name: string;
    imageAuroc: number | null;
    imageAveragePrecision: number | null;
  }[];
  /** Training images, the least trusted first: rankings by name, the first shown. */
  suspects?: readonly { by: string; ranking: readonly { id: string; weight: number }[] }[];
  /** Anything else worth keeping, as plain JSON by file name without ending. */
  records?: Record<string, unknown>;
}
