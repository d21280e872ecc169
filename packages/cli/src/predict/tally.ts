import { duration } from "../terminal/duration.ts";
import { type ExitCode, exitCodes } from "../terminal/exitCodes.ts";
import type { PredictionRecord } from "./predictionRecord.ts";

/** How many images came out how. */
export interface Tally {
  normal: number;
  anomalous: number;
  /** Among them those that could not be read. */
  undecided: number;
  unread: number;
  /** Overlays that could not be made because their image was gone. */
  withoutOverlay: number;
  /** The sum of the images' times, which overlap where images are read ahead. */
  milliseconds: number;
}

/** What `--fail-on` names. */
export type FailOn = "anomaly" | "undecided";

export function emptyTally(): Tally {
  return { normal: 0, anomalous: 0, undecided: 0, unread: 0, withoutOverlay: 0, milliseconds: 0 };
}

/** Counts one image. One that could not be read has no types; the time may not be known. */
export function count(
  tally: Tally,
  record: Pick<PredictionRecord, "verdict" | "types"> & Partial<PredictionRecord>,
): void {
  tally[record.verdict]++;
  if (record.types.length === 0) tally.unread++;
  tally.milliseconds += record.milliseconds ?? 0;
}

/** How many images there were. */
export function total({ normal, anomalous, undecided }: Tally): number {
  return normal + anomalous + undecided;
}

/**
 * The summary of a run. The time of an image is `seconds` divided by the number of images, so that
 * the two figures agree; without `seconds` it is the mean of the images' own times.
 *
 * @param seconds - What it took; where it waited for images too, leave it out.
 *
 * @example
 * summary(tally, 4.2); // => "12 images in 4 s, 350 ms each: 3 anomalous, 8 normal, 1 undecided"
 */
export function summary(tally: Tally, seconds?: number): string {
  const { normal, anomalous, undecided, unread, milliseconds } = tally;
  const images = total(tally);
  const mean = seconds === undefined ? milliseconds / (images - unread) : (1000 * seconds) / images;
  const each = images > unread ? `, ${mean.toFixed(0)} ms each` : "";
  const lost = unread > 0 ? ` (${unread} of them could not be read)` : "";
  const took = seconds === undefined ? "" : ` in ${duration(seconds)}`;
  return `${images === 1 ? "1 image" : `${images} images`}${took}${each}: ${anomalous} anomalous, ${normal} normal, ${undecided} undecided${lost}`;
}

/** An image that could not be read is an error, whatever the others are. */
export function exitCodeOf(tally: Tally, failOn?: FailOn): ExitCode {
  const { anomalous, undecided, unread, withoutOverlay } = tally;
  if (unread + withoutOverlay > 0) return exitCodes.error;
  const named = { anomaly: anomalous, undecided: anomalous + undecided };
  return failOn !== undefined && named[failOn] > 0 ? exitCodes.failOn : exitCodes.ok;
}
