/** The step at which a run met a number that is not finite, and the checkpoint to go back to. */
export interface NonFiniteLossDetails {
  /** The step, counted from 1. */
  step: number;
  /** The name of the value that was not finite: `loss`, or a parameter. */
  what: string;
  /** Its value: NaN, Infinity or -Infinity. */
  value: number;
  /** Ids of the samples of that step's batch. */
  sampleIds: readonly string[];
  /** The last checkpoint, all of it finite; null if none was written. */
  checkpoint: { file: string; step: number } | null;
}

/**
 * Training stopped because a loss or a parameter was not finite. No checkpoint was written after that,
 * so `checkpoint` is the last good one.
 */
export class NonFiniteLossError extends Error {
  override readonly name = "NonFiniteLossError";
  readonly step: number;
  readonly what: string;
  readonly value: number;
  readonly sampleIds: readonly string[];
  readonly checkpoint: { file: string; step: number } | null;

  constructor({ step, what, value, sampleIds, checkpoint }: NonFiniteLossDetails) {
    const way = checkpoint
      ? `go back to ${checkpoint.file} (step ${checkpoint.step}) with a lower learning rate`
      : "lower the learning rate";
    super(
      `fit: expected a finite ${what === "loss" ? "loss" : `parameter ${what}`} at step ${step}, got ${value}; ` +
        `${way}, or look at the batch's samples: ${listed(sampleIds)}`,
    );
    this.step = step;
    this.what = what;
    this.value = value;
    this.sampleIds = sampleIds;
    this.checkpoint = checkpoint;
  }
}

const SHOWN = 8;

function listed(ids: readonly string[]): string {
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : "";
  return ids.slice(0, SHOWN).join(", ") + more;
}
