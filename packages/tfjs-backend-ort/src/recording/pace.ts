import { Rhythm } from "./rhythm.ts";

/** What a pace needs of the backend. */
export interface PaceOptions {
  /** Runs everything pending. */
  run: () => void;
  /** Operations that may be pending. */
  limit: number;
}

/**
 * Runs unasked what nobody reads: at once where a loop is heard to repeat itself or too much is
 * pending, and else as soon as the caller awaits something, as `model.fit` does after each batch.
 */
export class Pace {
  readonly #run: () => void;
  readonly #limit: number;
  readonly #rhythm = new Rhythm();
  #awaited = false;

  constructor({ run, limit }: PaceOptions) {
    this.#run = run;
    this.#limit = limit;
  }

  /** One more operation is pending. */
  recorded(signature: string, pending: number): void {
    if (this.#rhythm.add(signature) || pending > this.#limit) return this.#run();
    if (this.#awaited) return;
    this.#awaited = true;
    queueMicrotask(() => {
      this.#awaited = false;
      try {
        this.#run();
      } catch {
        // It is still pending: whoever reads it is told.
      }
    });
  }

  /** Nothing is pending any more. */
  reset(): void {
    this.#rhythm.reset();
  }
}
