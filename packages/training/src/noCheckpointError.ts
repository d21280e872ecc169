/**
 * No checkpoint at a path is whole: none was written yet, or what is there is truncated or damaged. Nothing of the
 * run is left, so a caller can begin it again.
 */
export class NoCheckpointError extends Error {
  override readonly name = "NoCheckpointError";
  /** What is wrong with each file that a checkpoint could be in, a sentence each. */
  readonly failures: readonly string[];

  constructor(file: string, failures: readonly string[]) {
    super(
      `loadCheckpoint: expected a whole checkpoint at ${file}, got none:\n  ${failures.join("\n  ")}`,
    );
    this.failures = failures;
  }
}
