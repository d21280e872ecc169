import type { EvaluationRecord } from "./evaluate.ts";

/** How often a threshold was right; a score at or above it is called anomalous. */
export interface Decision {
  found: number;
  positives: number;
  falseAlarms: number;
  negatives: number;
}

/** What the stored thresholds decided on the test images. */
export interface Decisions {
  /** One type against the rest; `null` for a type without a threshold. */
  types: Record<string, Decision | null>;
  /** Any defect against normal; `null` without a threshold. */
  any: Decision | null;
  /** What was called what: normal images first, then each type; an image of two types is in both rows. */
  rows: {
    /** The true type; `null` for normal images. */
    truth: string | null;
    images: number;
    /** How many of them were called each type, in the order of `types`; `null` without a threshold. */
    called: (number | null)[];
    /** How many were called anomalous; `null` without a threshold. */
    calledAny: number | null;
  }[];
}

type Call = (record: EvaluationRecord) => boolean;

export function countDecisions({
  types,
  records,
  thresholds,
  anyThreshold,
}: {
  types: string[];
  records: EvaluationRecord[];
  thresholds: Record<string, number | null>;
  anyThreshold: number | null;
}): Decisions {
  const count = (wanted: (record: EvaluationRecord) => boolean) => records.filter(wanted).length;
  const reaches = (
    threshold: number | null,
    scoreOf: (record: EvaluationRecord) => number,
  ): Call | null => (threshold === null ? null : (record) => scoreOf(record) >= threshold);
  const isCalled = types.map((type, k) => reaches(thresholds[type], ({ scores }) => scores[k]));
  const isCalledAny = reaches(anyThreshold, ({ score }) => score);
  const isTyped = ({ label, defectTypes }: EvaluationRecord) =>
    label === 0 || defectTypes.length > 0;

  const decide = (
    isPositive: (record: EvaluationRecord) => boolean,
    isCalled: (record: EvaluationRecord) => boolean,
    isJudged: (record: EvaluationRecord) => boolean,
  ): Decision => ({
    found: count((r) => isJudged(r) && isPositive(r) && isCalled(r)),
    positives: count((r) => isJudged(r) && isPositive(r)),
    falseAlarms: count((r) => isJudged(r) && !isPositive(r) && isCalled(r)),
    negatives: count((r) => isJudged(r) && !isPositive(r)),
  });

  const others = records.flatMap(({ defectTypes }) => defectTypes);
  const truths = [null, ...new Set([...types, ...others.toSorted()])];
  return {
    types: Object.fromEntries(
      types.map((type, k) => {
        const called = isCalled[k];
        const shows = ({ defectTypes }: EvaluationRecord) => defectTypes.includes(type);
        return [type, called && decide(shows, called, isTyped)];
      }),
    ),
    any:
      isCalledAny &&
      decide(
        ({ label }) => label === 1,
        isCalledAny,
        () => true,
      ),
    rows: truths.map((truth) => {
      const belongs = ({ label, defectTypes }: EvaluationRecord) =>
        truth === null ? label === 0 : defectTypes.includes(truth);
      return {
        truth,
        images: count(belongs),
        called: isCalled.map((called) => called && count((r) => belongs(r) && called(r))),
        calledAny: isCalledAny && count((r) => belongs(r) && isCalledAny(r)),
      };
    }),
  };
}
