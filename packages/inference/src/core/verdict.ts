import type { DetectorMetadata } from "./detectorMetadata.ts";
import { checkRaw } from "./_checkRaw.ts";
import { normalizedScore } from "./normalizedScore.ts";
import type { TypeCalibration } from "./calibration.ts";

/** The verdict on an image or a type. It is `undecided` if there is no threshold or the score is not a finite number. */
export type Verdict = "normal" | "anomalous" | "undecided";

/** A score and what follows from it, of one defect type or of any defect. */
export interface TypeVerdict {
  /** The raw score; higher is more anomalous. */
  score: number;
  /**
   * The score against its own threshold, in `[0, 1]`, one half at the threshold; `null` where there is no
   * threshold or the score is not finite.
   */
  normalizedScore: number | null;
  /** The threshold; `null` if no validation image could set it. */
  threshold: number | null;
  verdict: Verdict;
}

/** The verdict on an image, and on each defect type. */
export interface ImageVerdict extends TypeVerdict {
  types: Record<string, TypeVerdict>;
}

/** What a detector computes beside scores and maps, by output and column: `extras.cues.deviation`. */
export type Extras = Record<string, Record<string, number>>;

/** The metadata of a detector that verdicts depend on. */
export type VerdictRules = Pick<DetectorMetadata, "types" | "calibration" | "any">;

/**
 * The verdict on one image. Its own score, of any defect, is the sum of the types' scores (the
 * detector's loss trains 1 - exp(-z_k) as the chance of type k, so that the chance of any rises with
 * the sum) and has a threshold of its own.
 *
 * The image's verdict comes first, and the types' never contradict it:
 *
 * - on a normal image no type is anomalous;
 * - on an anomalous one a type is anomalous where its own score reaches its own threshold; it may be that
 *   none does: something is wrong, and no single type accounts for it;
 * - on an undecided one every type is undecided, and a type without a threshold always is.
 *
 * @param scores - `[M]`, raw, in the order of `rules.types`.
 * @throws {RangeError} If there is not one score per type.
 *
 * @example
 * const { verdict, types } = decide(detector.metadata, [0.2, 0.9]);
 */
export function decide(rules: VerdictRules, scores: ArrayLike<number>): ImageVerdict {
  const { types, calibration, any } = rules;
  checkRaw("decide", rules, { scores });
  let sum = 0;
  for (const k of types.keys()) sum += scores[k];
  const image = ownVerdict(sum, any);
  return {
    ...image,
    types: Object.fromEntries(
      types.map((type, k) => {
        const own = ownVerdict(scores[k], calibration[type]);
        return [type, { ...own, verdict: combined(image.verdict, own.verdict) }];
      }),
    ),
  };
}

/** The verdict of a score by its own threshold alone. */
function ownVerdict(score: number, calibration: TypeCalibration): TypeVerdict {
  const { threshold } = calibration;
  const known = threshold !== null && Number.isFinite(score);
  return {
    score,
    normalizedScore: normalizedScore(score, calibration),
    threshold,
    verdict: known ? (score >= threshold ? "anomalous" : "normal") : "undecided",
  };
}

function combined(image: Verdict, type: Verdict): Verdict {
  if (image === "undecided" || type === "undecided") return "undecided";
  return image === "normal" ? "normal" : type;
}
