/** A tensor outside of any engine: row-major float32. */
export interface ArrayTensor {
  shape: number[];
  data: Float32Array;
}

/** All that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Steps done. */
  step: number;
  /** Epochs completed. */
  epoch: number;
  /** The losses of the epoch under way, for its mean. */
  epochLoss: { sum: number; steps: number };
  /** Every parameter by name, in the layout it has in memory. */
  params: Record<string, ArrayTensor>;
  /** The optimiser's name, its tensors by `slot/parameter`, and the rest of its state. */
  optimizer: { name: string; tensors: Record<string, ArrayTensor>; state: unknown };
  /** State of what makes batches (samplers, random streams) before the next one; plain JSON. */
  data: unknown;
  /** The configuration of the run; plain JSON. */
  config: unknown;
}

/** A {@link Checkpoint} read from disk. */
export interface LoadedCheckpoint extends Checkpoint {
  /** The file it was read from. */
  file: string;
  /** Why an older file had to be used, to be told to the user; null if the newest was good. */
  recovered: string | null;
}
