/**
 * Chooses the next training sample. `next` may be called after the end of an epoch, so that
 * the last batch of an epoch can be filled.
 */
export interface Sampler {
  /** The index of the next sample. */
  next(): number;
  /** Whether this epoch has drawn all the samples that it must draw. */
  epochDone(): boolean;
  /** Begins a new epoch; the first has begun when the sampler is made. */
  startEpoch(): void;
  /** The state of the sampler, its randomness included, as plain JSON: for a checkpoint. */
  state(): unknown;
  /** Sets a sampler made from the same arguments to a state saved earlier. */
  restore(state: unknown): void;
}
