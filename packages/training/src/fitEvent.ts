import type { Params } from "@flawlens/backbones";

/** What `fit` tells as it goes. Steps and epochs count from 1. */
export type FitEvent = StepEvent | EpochEvent | CheckpointEvent | EndEvent;

/** A step was done and its loss read. */
export interface StepEvent {
  kind: "step";
  step: number;
  /** The epoch the step belongs to. */
  epoch: number;
  /** The batch's loss before the update; finite. */
  loss: number;
  /** Samples in the batch. */
  samples: number;
  /** Time since the step before, waiting for the batch included; the mean, if losses are read in groups. */
  seconds: number;
  samplesPerSecond: number;
}

/** An epoch is complete. */
export interface EpochEvent {
  kind: "epoch";
  epoch: number;
  step: number;
  /** Mean loss over the epoch's steps. */
  meanLoss: number;
  /** The parameters now, to evaluate: valid until the loop asks for the next event. */
  params: Params;
}

/** A checkpoint is safely on disk. */
export interface CheckpointEvent {
  kind: "checkpoint";
  step: number;
  file: string;
  bytes: number;
  seconds: number;
}

/** The run is over; the last event. */
export interface EndEvent {
  kind: "end";
  /** `interrupted` if the signal ended it before its last step. */
  reason: "done" | "interrupted";
  /** Steps and epochs completed. */
  step: number;
  epoch: number;
  /** The trained parameters, the caller's to keep and to dispose. */
  params: Params;
  /** The checkpoint of exactly this state; null if none was asked for. */
  checkpoint: string | null;
}
