import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** One value per type, their mean, and what was left out of it. */
export interface OneVsRest {
  /** `null` where the metric is undefined for the type. */
  byType: Record<string, number | null>;
  /** Plain mean over the types that have a value; `null` when none has. */
  macro: number | null;
  /** Types left out of `macro`, in the order of `scoresByType`. */
  undefinedTypes: string[];
  /** The metric's own reason for each undefined type. */
  reasons: Record<string, string>;
}

/**
 * A metric for each defect type against everything else (the other types and the
 * normal samples), and the plain mean over types. A type without both classes has
 * no value: it is `null`, left out of the mean and named in `undefinedTypes`.
 *
 * Any `(scores, labels) => number` fits: `auroc`, `averagePrecision`, or on arrays
 * of maps and masks `pixelAuroc`, `aupro`.
 *
 * @param scoresByType - for each type, what the metric takes first.
 * @param labelsByType - for each type, what it takes second; the same keys.
 * @param metric - throws an `UndefinedMetricError` where it has no value; any other
 *   error passes through with its type in front.
 * @throws {RangeError} If the two records have different types or there is none.
 *
 * @example
 * oneVsRest(
 *   { scratch: [0.9, 0.1, 0.2], pit: [0.3, 0.2, 0.1] },
 *   { scratch: [1, 0, 0], pit: [0, 0, 0] },
 *   auroc,
 * );
 * // => { byType: { scratch: 1, pit: null }, macro: 1, undefinedTypes: ["pit"], reasons: … }
 */
export function oneVsRest<Scores, Labels>(
  scoresByType: Readonly<Record<string, Scores>>,
  labelsByType: Readonly<Record<string, Labels>>,
  metric: (scores: Scores, labels: Labels) => number,
): OneVsRest {
  const types = Object.keys(scoresByType);
  checkTypes(types, Object.keys(labelsByType));
  const entries: [string, number | null][] = [];
  const reasons: [string, string][] = [];
  for (const type of types) {
    try {
      entries.push([type, metric(scoresByType[type], labelsByType[type])]);
    } catch (error) {
      if (!(error instanceof UndefinedMetricError)) throw blame(type, error);
      entries.push([type, null]);
      reasons.push([type, error.message]);
    }
  }
  const values = entries.flatMap(([, value]) => (value === null ? [] : [value]));
  return {
    byType: Object.fromEntries(entries),
    macro:
      values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    undefinedTypes: reasons.map(([type]) => type),
    reasons: Object.fromEntries(reasons),
  };
}

function checkTypes(scored: string[], labelled: string[]): void {
  if (scored.length === 0) throw new RangeError("oneVsRest: expected at least one type, got none");
  const odd = [
    ...scored.filter((type) => !labelled.includes(type)),
    ...labelled.filter((type) => !scored.includes(type)),
  ];
  if (odd.length > 0)
    throw new RangeError(
      `oneVsRest: expected scores and labels for the same types, got only one of the two for ${odd.join(", ")}`,
    );
}

/** The same error with the type named; the original stays as its cause. */
function blame(type: string, error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new RangeError(`oneVsRest: type ${type}: ${error.message}`, { cause: error });
}
