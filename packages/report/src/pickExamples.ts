import type { Calibration, TypeCalibration } from "./calibration.ts";
import type { EvaluationRecord } from "./evaluate.ts";

/** `undecided`: its type has no threshold. */
export type ExampleKind = "found" | "missed" | "undecided" | "falseAlarm" | "calm";

export interface ExamplePick {
  kind: ExampleKind;
  record: EvaluationRecord;
  /** The type whose score and map are shown; `null` for any type, on normal images. */
  type: string | null;
}

export interface PickOptions {
  /** The order of `scores` and `maps` in every record. */
  types: string[];
  records: EvaluationRecord[];
  calibration: Calibration;
  /** Of any defect: reads `record.score` and `record.map`. */
  any: TypeCalibration;
  /** How many false alarms at most, and how many calm normal images. */
  normals?: number;
}

/**
 * Chooses images to look at, by rule and not by beauty:
 *
 * - *found*, for each type: of the images called by its threshold, the one with the median score;
 * - *missed*, for each type: of those not called, the one with the lowest score;
 * - *undecided*, for each type without a threshold: the one with the median score;
 * - *falseAlarm*: the normal images called anomalous, of any defect, with the highest scores;
 * - *calm*: of the normal images not called, those with scores closest to the median of all
 *   normal images; categories take turns. Without a threshold none is called.
 *
 * Ties go to the record that comes first.
 */
export function pickExamples({
  types,
  records,
  calibration,
  any,
  normals = 4,
}: PickOptions): ExamplePick[] {
  const byType = types.flatMap((type, k): ExamplePick[] => {
    const { threshold } = calibration[type];
    const shown = ascending(
      records.filter(({ defectTypes }) => defectTypes.includes(type)),
      ({ scores }) => scores[k],
    );
    const pick = (kind: ExampleKind, record: EvaluationRecord | undefined) =>
      record ? [{ kind, record, type }] : [];
    if (threshold === null) return pick("undecided", median(shown));
    return [
      ...pick("found", median(shown.filter(({ scores }) => scores[k] >= threshold))),
      ...pick(
        "missed",
        shown.find(({ scores }) => scores[k] < threshold),
      ),
    ];
  });

  const normal = ascending(
    records.filter(({ label }) => label === 0),
    ({ score }) => score,
  );
  const isCalled = ({ score }: EvaluationRecord) =>
    any.threshold !== null && score >= any.threshold;
  const alarms = normal.filter(isCalled).toReversed();
  const middle = median(normal)?.score ?? 0;
  const calm = ascending(
    normal.filter((record) => !isCalled(record)),
    ({ score }) => Math.abs(score - middle),
  );
  return [
    ...ofKind(byType, "found"),
    ...ofKind(byType, "undecided"),
    ...ofKind(byType, "missed"),
    ...alarms.slice(0, normals).map((record) => normalPick("falseAlarm", record)),
    ...takeTurns(calm)
      .slice(0, normals)
      .map((record) => normalPick("calm", record)),
  ];
}

function ofKind(picks: ExamplePick[], kind: ExampleKind): ExamplePick[] {
  return picks.filter((pick) => pick.kind === kind);
}

function normalPick(kind: ExampleKind, record: EvaluationRecord): ExamplePick {
  return { kind, record, type: null };
}

function ascending(records: EvaluationRecord[], by: (record: EvaluationRecord) => number) {
  return records.toSorted((a, b) => by(a) - by(b));
}

/** The lower of the two in the middle. */
function median(sorted: EvaluationRecord[]): EvaluationRecord | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** The first of each category, then the second of each, and so on. */
function takeTurns(records: EvaluationRecord[]): EvaluationRecord[] {
  const seen = new Map<string, number>();
  const rounds = records.map((record) => {
    const round = seen.get(record.category) ?? 0;
    seen.set(record.category, round + 1);
    return { record, round };
  });
  return rounds.toSorted((a, b) => a.round - b.round).map(({ record }) => record);
}
