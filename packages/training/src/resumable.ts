/** Something whose state can be saved as plain JSON and set again: a sampler, a random stream, a batch source. */
export interface Resumable {
  state(): unknown;
  restore(state: unknown): void;
}
