import { decide } from "@flawlens/inference/core";
import type { Verdict, VerdictRules } from "@flawlens/inference/core";
import { isTyped } from "./_rows.ts";
import type { ScoredRecord } from "./evaluationRecord.ts";

/** How often a verdict was right, over the images where there is one. */
export interface Decision {
  found: number;
  positives: number;
  falseAlarms: number;
  negatives: number;
}

/** What the stored thresholds decided on the test images: the verdicts that the detector gives. */
export interface Decisions {
  /** One type against the rest; `null` for a type that is always undecided. */
  types: Record<string, Decision | null>;
  /** The decision on any defect against normal; `null` where every image is undecided. */
  any: Decision | null;
  /** Images without a verdict. */
  undecided: number;
  /**
   * The number of images of each kind (row) by decision (column): normal images first, then each type, then anomalous images whose types are not known; an
   * image of two types is in both rows.
   */
  rows: {
    label: 0 | 1;
    /** The true type; `null` for normal images, and for those whose types are not known. */
    truth: string | null;
    images: number;
    /** How many of them were called each type, in the order of `types`; `null` without a threshold. */
    called: (number | null)[];
    /** How many were called anomalous; `null` without a threshold. */
    calledAny: number | null;
  }[];
}

interface Decided {
  record: ScoredRecord;
  image: Verdict;
  types: Verdict[];
}

export function countDecisions(rules: VerdictRules, records: readonly ScoredRecord[]): Decisions {
  const { types, calibration, any } = rules;
  const decided = records.map((record): Decided => {
    const { verdict, types: verdicts } = decide(rules, record.scores);
    return { record, image: verdict, types: types.map((type) => verdicts[type].verdict) };
  });
  const hasType = types.map(
    (type) => calibration[type].threshold !== null && any.threshold !== null,
  );
  const others = records.flatMap(({ defectTypes }) => defectTypes);
  const kinds = [
    { label: 0 as const, truth: null },
    ...[...new Set([...types, ...others.toSorted()])].map((truth) => ({
      label: 1 as const,
      truth,
    })),
    { label: 1 as const, truth: null },
  ];
  return {
    types: Object.fromEntries(
      types.map((type, k) => {
        const typed = decided.filter(({ record }) => isTyped(record));
        const shows = ({ record }: Decided) => record.defectTypes.includes(type);
        return [type, hasType[k] ? count(typed, shows, (one) => one.types[k]) : null];
      }),
    ),
    any:
      any.threshold === null
        ? null
        : count(
            decided,
            ({ record }) => record.label === 1,
            ({ image }) => image,
          ),
    undecided: decided.filter(({ image }) => image === "undecided").length,
    rows: kinds.map(({ label, truth }) => {
      const rows = decided.filter(({ record }) =>
        truth === null
          ? record.label === label && record.defectTypes.length === 0
          : record.defectTypes.includes(truth),
      );
      const called = (verdictOf: (one: Decided) => Verdict) =>
        rows.filter((one) => verdictOf(one) === "anomalous").length;
      return {
        label,
        truth,
        images: rows.length,
        called: types.map((_, k) => (hasType[k] ? called((one) => one.types[k]) : null)),
        calledAny: any.threshold === null ? null : called(({ image }) => image),
      };
    }),
  };
}

function count(
  all: readonly Decided[],
  isPositive: (one: Decided) => boolean,
  verdictOf: (one: Decided) => Verdict,
): Decision {
  const known = all.filter((one) => verdictOf(one) !== "undecided");
  const positives = known.filter(isPositive);
  const negatives = known.filter((one) => !isPositive(one));
  const called = (some: readonly Decided[]) =>
    some.filter((one) => verdictOf(one) === "anomalous").length;
  return {
    found: called(positives),
    positives: positives.length,
    falseAlarms: called(negatives),
    negatives: negatives.length,
  };
}
