import { decide } from "@flawlens/inference/core";
import type { ImageVerdict, Verdict, VerdictRules } from "@flawlens/inference/core";
import { tellsTypes } from "./_tellsTypes.ts";
import { anyScore } from "./evaluationRecord.ts";
import type { ScoredRecord } from "./evaluationRecord.ts";

/**
 * What an example shows: a defect found as its type; found as anomalous but not as this type; missed; one
 * that nothing is decided about; a false alarm; a normal image that is called normal.
 */
export type ExampleKind = "found" | "misnamed" | "missed" | "undecided" | "falseAlarm" | "calm";

export interface ExamplePick {
  kind: ExampleKind;
  record: ScoredRecord;
  /**
   * The type whose score and map are shown; `null` for any defect where that decides it: on images that are not
   * called anomalous, normal ones, and defects of no type of the detector; always where it does not tell types apart.
   */
  type: string | null;
}

export interface PickOptions {
  rules: VerdictRules;
  records: readonly ScoredRecord[];
  /** How many false alarms at most, and how many calm normal images; default 4. */
  normals?: number;
}

/**
 * Chooses images to look at, by rule and not by beauty:
 *
 * - *found*, for each type: of the images that show it and are called it, the one with the median score;
 * - *misnamed*, for each type: of those called anomalous but not this type, the one with the lowest score;
 * - *missed*, for each type: of those called normal, the one with the lowest score for any defect;
 * - *undecided*, for each type: of those that nothing is decided about, the one with the median score;
 * - the same of anomalous images that show no type of the detector, judged as any defect;
 * - *undecided*, of the normal images: the one with the median score;
 * - *falseAlarm*: the normal images called anomalous with the highest scores;
 * - *calm*: of the normal images called normal, those with scores closest to the median of all normal
 *   images; categories take turns.
 *
 * Ties go to the record that comes first.
 */
export function pickExamples({ rules, records, normals = 4 }: PickOptions): ExamplePick[] {
  const verdicts = new Map(records.map((record) => [record, decide(rules, record.scores)]));
  const verdictOf = (record: ScoredRecord) => verdicts.get(record) as ImageVerdict;

  const defects = [...rules.types, null].flatMap((type): ExamplePick[] => {
    const shown = ascending(
      records.filter((record) => shows(record, type, rules.types)),
      (record) => scoreOf(verdictOf(record), type),
    );
    const of = (kind: ExampleKind) =>
      shown.filter((record) => kindOf(verdictOf(record), type) === kind);
    const pick = (kind: ExampleKind, record: ScoredRecord | undefined) => {
      if (!record) return [];
      const named = tellsTypes(rules.types) && verdictOf(record).verdict === "anomalous";
      return [{ kind, record, type: named ? type : null }];
    };
    return [
      ...pick("found", median(of("found"))),
      ...pick("misnamed", of("misnamed").at(0)),
      ...pick("missed", ascending(of("missed"), anyScore).at(0)),
      ...pick("undecided", median(of("undecided"))),
    ];
  });

  const normal = ascending(
    records.filter(({ label }) => label === 0),
    anyScore,
  );
  const called = (verdict: Verdict) =>
    normal.filter((record) => verdictOf(record).verdict === verdict);
  const middle = median(normal);
  const distance = (record: ScoredRecord) =>
    middle ? Math.abs(anyScore(record) - anyScore(middle)) : 0;
  const undecided = median(called("undecided"));
  return [
    ...ofKind(defects, "found"),
    ...ofKind(defects, "undecided"),
    ...(undecided ? [anyPick("undecided", undecided)] : []),
    ...ofKind(defects, "misnamed"),
    ...ofKind(defects, "missed"),
    ...called("anomalous")
      .toReversed()
      .slice(0, normals)
      .map((record) => anyPick("falseAlarm", record)),
    ...takeTurns(ascending(called("normal"), distance))
      .slice(0, normals)
      .map((record) => anyPick("calm", record)),
  ];
}

/** Whether an image shows a type; with `null`, whether it is anomalous and shows none of the detector's. */
function shows(
  { label, defectTypes }: ScoredRecord,
  type: string | null,
  types: readonly string[],
): boolean {
  if (type !== null) return defectTypes.includes(type);
  return label === 1 && !defectTypes.some((shown) => types.includes(shown));
}

function scoreOf(verdict: ImageVerdict, type: string | null): number {
  return type === null ? verdict.score : verdict.types[type].score;
}

function kindOf({ verdict, types }: ImageVerdict, type: string | null): ExampleKind {
  if (verdict === "normal") return "missed";
  const own = type === null ? verdict : types[type].verdict;
  if (own === "undecided") return "undecided";
  return own === "anomalous" ? "found" : "misnamed";
}

/** The picks of a kind; an image of two types that is shown as any defect comes once. */
function ofKind(picks: ExamplePick[], kind: ExampleKind): ExamplePick[] {
  const own = picks.filter((pick) => pick.kind === kind);
  return own.filter(({ record, type }, i) => {
    return own.findIndex((other) => other.record === record && other.type === type) === i;
  });
}

function anyPick(kind: ExampleKind, record: ScoredRecord): ExamplePick {
  return { kind, record, type: null };
}

function ascending(
  records: readonly ScoredRecord[],
  by: (record: ScoredRecord) => number,
): ScoredRecord[] {
  return records.toSorted((a, b) => by(a) - by(b));
}

/** The lower of the two in the middle. */
function median(sorted: readonly ScoredRecord[]): ScoredRecord | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** The first of each category, then the second of each, and so on. */
function takeTurns(records: readonly ScoredRecord[]): ScoredRecord[] {
  const seen = new Map<string, number>();
  const rounds = records.map((record) => {
    const round = seen.get(record.category) ?? 0;
    seen.set(record.category, round + 1);
    return { record, round };
  });
  return rounds.toSorted((a, b) => a.round - b.round).map(({ record }) => record);
}
