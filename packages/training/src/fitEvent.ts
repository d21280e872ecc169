import type { Params } from "@flawlens/backbones";

/** An event of `fit`. Steps and epochs count from 1. */
export type FitEvent = StepEvent | EpochEvent | CheckpointEvent | EndEvent;

/** A step is complete and its loss was read. */
export interface StepEvent {
  kind: "step";
  step: number;
  /** The epoch the step belongs to. */
  epoch: number;
  /** The batch's loss before the update; finite. */
  loss: number;
  /** Samples in the batch. */
  samples: number;
  /**
   * Time since the step before, waiting for the batch included. Where losses are read in groups, the
   * mean over the group.
   */
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
  /** The parameters at this point, for evaluation. They are valid until the loop asks for the next event. */
  params: Params;
}

/** A checkpoint was written and synced to the disk. */
export interface CheckpointEvent {
  kind: "checkpoint";
  step: number;
  file: string;
  bytes: number;
  seconds: number;
}

/** The last event: the run is over. */
export interface EndEvent {
  kind: "end";
  /** `interrupted` if the signal ended it before its last step. */
  reason: "done" | "interrupted";
  /** Steps and epochs completed. */
  step: number;
  epoch: number;
  /** The trained parameters. They belong to the caller, who disposes them. */
  params: Params;
  /** The checkpoint of exactly this state; null if none was asked for. */
  checkpoint: string | null;
}
