/** A value whose state can be saved as plain JSON and restored: a sampler, a random stream, a source of batches. */
export interface Resumable {
  state(): unknown;
  restore(state: unknown): void;
}
