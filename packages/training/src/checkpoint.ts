/** A tensor as a plain array: float32, in row-major order. */
export interface ArrayTensor {
  shape: number[];
  data: Float32Array;
}

/** Everything that a run needs to give the same numbers as if it had never stopped. */
export interface Checkpoint {
  /** The number of steps done. */
  step: number;
  /** The number of epochs completed. */
  epoch: number;
  /** The losses of the current epoch so far, for its mean. */
  epochLoss: { sum: number; steps: number };
  /** Every parameter by name, in its memory layout. */
  params: Record<string, ArrayTensor>;
  /** The optimiser's name, its tensors by `slot/parameter`, and the rest of its state. */
  optimizer: { name: string; tensors: Record<string, ArrayTensor>; state: unknown };
  /** The state of samplers and random streams before the next batch, as plain JSON; null without `data`. */
  data: unknown;
  /** The configuration of the run as plain JSON. */
  config: unknown;
}

/** A {@link Checkpoint} read from disk. */
export interface LoadedCheckpoint extends Checkpoint {
  /** The file it was read from. */
  file: string;
  /** Why an older file had to be used, as a sentence for the user; null if the newest file was whole. */
  recovered: string | null;
}
