import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import type { ValidationScores } from "../core/validationScores.ts";
import { expectedFalseAlarms } from "./expectedFalseAlarms.ts";
import { allowedAbove, gap, thresholdAbove } from "./thresholdAbove.ts";

/** What a threshold is to do on validation images. */
export type ThresholdGoal =
  /** At most this fraction of the normal images is called anomalous; in [0, 1). */
  | { falseAlarms: number }
  /** At least this fraction of the anomalous images is called anomalous, by as high a threshold as does; in (0, 1]. */
  | { recall: number }
  /** This threshold. */
  | { threshold: number };

/** A threshold, and what it does on the validation images. */
export interface ThresholdChoice {
  threshold: number;
  /** Normal images that it calls anomalous, of how many. */
  falseAlarms: number;
  normal: number;
  /** Anomalous images (of a type: images that show it) that it calls anomalous, of how many. */
  found: number;
  anomalous: number;
  /** The goal in words, as a detector file tells it. */
  rule: string;
  /**
   * For a goal of false alarms: the fraction of new normal images that is expected to be called anomalous at most, see
   * {@link expectedFalseAlarms}. Else `null`.
   */
  expectedFalseAlarmFraction: number | null;
}

/**
 * The threshold that reaches a goal on a detector's validation images, half way between two of their scores.
 *
 * @param validation - `detector.validation`.
 * @param type - Of one type; default of any defect, whose score is the sum of the types'.
 * @throws {RangeError} If the goal is out of its range, there is no normal image, no anomalous image for a goal of
 *   recall, or no such type.
 *
 * @example
 * const { threshold, falseAlarms, found } = chooseThreshold(detector, { falseAlarms: 0.01 });
 */
export function chooseThreshold(
  { metadata, validation }: Tuned,
  goal: ThresholdGoal,
  type?: string,
): ThresholdChoice {
  const readings = readingsOf({ metadata, validation }, type);
  const scores = (of: readonly Reading[]) => of.map(({ score }) => score).sort((a, b) => a - b);
  const [normals, anomalous] = [0, 1].map((kind) =>
    scores(readings.filter((reading) => reading.kind === kind)),
  );
  const threshold = thresholdOf(goal, { normals, anomalous, all: scores(readings) });
  const reaching = (values: readonly number[]) =>
    values.filter((score) => score >= threshold).length;
  return {
    threshold,
    falseAlarms: reaching(normals),
    normal: normals.length,
    found: reaching(anomalous),
    anomalous: anomalous.length,
    rule: inWords(goal),
    expectedFalseAlarmFraction:
      "falseAlarms" in goal
        ? expectedFalseAlarms(
            readings.filter(({ kind }) => kind === 0),
            threshold,
          )
        : null,
  };
}

/** What is needed of a detector. */
export interface Tuned {
  metadata: Pick<DetectorMetadata, "types">;
  validation: ValidationScores | null;
}

/** An image's score, and whether it is normal (0), shows what is looked for (1), or something else (2). */
interface Reading {
  score: number;
  kind: 0 | 1 | 2;
  part: number;
}

function readingsOf({ metadata: { types }, validation }: Tuned, type?: string): Reading[] {
  if (!validation)
    throw new RangeError(
      "chooseThreshold: expected a detector file with the scores of its validation images, got one without; export it again",
    );
  const { labels, parts, scores, shows } = validation;
  const k = type === undefined ? -1 : types.indexOf(type);
  if (type !== undefined && k < 0)
    throw new RangeError(`chooseThreshold: expected a type among ${types.join(", ")}, got ${type}`);
  return labels.flatMap((label, i): Reading[] => {
    const part = parts[i];
    if (k < 0) return [{ score: scores.reduce((sum, of) => sum + of[i], 0), kind: label, part }];
    const shown = shows[k][i];
    if (shown === null) return [];
    return [{ score: scores[k][i], kind: label === 0 ? 0 : shown === 1 ? 1 : 2, part }];
  });
}

interface Sorted {
  normals: readonly number[];
  anomalous: readonly number[];
  all: readonly number[];
}

function thresholdOf(goal: ThresholdGoal, { normals, anomalous, all }: Sorted): number {
  if ("threshold" in goal) {
    if (Number.isFinite(goal.threshold)) return goal.threshold;
    throw new RangeError(`chooseThreshold: expected a finite threshold, got ${goal.threshold}`);
  }
  if ("falseAlarms" in goal) {
    if (!(goal.falseAlarms >= 0 && goal.falseAlarms < 1))
      throw new RangeError(
        `chooseThreshold: expected a fraction of false alarms in [0, 1), got ${goal.falseAlarms}`,
      );
    if (normals.length === 0)
      throw new RangeError("chooseThreshold: expected normal validation images, got none");
    return thresholdAbove(normals, allowedAbove(goal.falseAlarms, normals.length), all);
  }
  if (!(goal.recall > 0 && goal.recall <= 1))
    throw new RangeError(`chooseThreshold: expected a recall in (0, 1], got ${goal.recall}`);
  if (anomalous.length === 0)
    throw new RangeError(
      "chooseThreshold: expected anomalous validation images for a recall, got none; choose by false alarms",
    );
  const wanted = Math.max(1, Math.ceil(goal.recall * anomalous.length - 1e-9));
  const lowest = anomalous[anomalous.length - wanted];
  const below = all.findLast((score) => score < lowest);
  return below === undefined ? lowest - gap(lowest) : (below + lowest) / 2;
}

function inWords(goal: ThresholdGoal): string {
  const percent = (fraction: number) => `${Number((100 * fraction).toPrecision(3))} %`;
  if ("threshold" in goal) return "set by hand";
  return "falseAlarms" in goal
    ? `at most ${percent(goal.falseAlarms)} of the normal validation images are called anomalous`
    : `at least ${percent(goal.recall)} of the anomalous validation images are called anomalous`;
}
