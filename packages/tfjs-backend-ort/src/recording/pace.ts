import { Rhythm } from "./rhythm.ts";

/** Options of {@link Pace}. */
export interface PaceOptions {
  /** Runs everything pending; must not throw. */
  run: () => void;
  /** The number of operations that may be pending. */
  limit: number;
}

/**
 * Decides when pending operations run although no result was requested: at once if a loop repeats itself
 * or too many operations are pending, and otherwise as soon as the caller awaits something, as
 * `model.fit` does after each batch.
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

  /** Notes one more pending operation, and runs all of them if it is time. */
  recorded(signature: string, pending: number): void {
    if (this.#rhythm.add(signature) || pending > this.#limit) return this.#run();
    if (this.#awaited) return;
    this.#awaited = true;
    queueMicrotask(() => {
      this.#awaited = false;
      this.#run();
    });
  }

  /** Notes that no operation is pending any more. */
  reset(): void {
    this.#rhythm.reset();
  }
}
