import type { CountedRecord } from "../evaluatorState.ts";
import type { EvaluationRecord, ScoredRecord } from "../evaluationRecord.ts";

type Size = readonly [height: number, width: number];

/** A line of `records.jsonl`: a record, with the sizes of maps and mask in the place of their pixels. */
export type RecordLine =
  | CountedRecord
  | (ScoredRecord & { maps: readonly Size[]; mask: Size | null });

/** Writes a record as a line of JSON, without its pixels. */
export function recordLine(record: EvaluationRecord | CountedRecord): string {
  const { id, category, label, defectTypes, scores, extras } = record;
  const scored = {
    id,
    category,
    label,
    defectTypes,
    scores: numbersOf(scores),
    ...(extras && {
      extras: Object.entries(extras).map(([name, values]) => [name, numbersOf(values)]),
    }),
  };
  if (!("maps" in record)) {
    const { masked, imagePixelAuroc } = record;
    return `${JSON.stringify({ ...scored, masked, imagePixelAuroc })}\n`;
  }
  const { maps, mask } = record;
  const sizeOf = ({ height, width }: { height: number; width: number }) => [height, width];
  return `${JSON.stringify({ ...scored, maps: maps.map(sizeOf), mask: mask && sizeOf(mask) })}\n`;
}

/**
 * Reads a line that {@link recordLine} wrote. Only its shape is checked: whether the record fits a detector is for the
 * evaluator to say.
 *
 * @throws {RangeError} If it is none; the message says what is wrong with it.
 */
export function parseRecordLine(line: string): RecordLine {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    throw new RangeError(`expected JSON, got ${line.slice(0, 60)}`);
  }
  const refuse = (key: string): never => {
    throw new RangeError(`expected a record, got ${key} ${JSON.stringify(value?.[key])}`);
  };
  if (typeof value?.id !== "string") return refuse("id");
  const { id, category, label, defectTypes, masked, imagePixelAuroc, mask } = value;
  if (typeof category !== "string") return refuse("category");
  if (label !== 0 && label !== 1) return refuse("label");
  if (!isList(defectTypes, (type) => typeof type === "string")) return refuse("defectTypes");
  const scores = toNumbers(value.scores) ?? refuse("scores");
  const extras = extrasOf(value.extras) ?? refuse("extras");
  const scored: ScoredRecord = { id, category, label, defectTypes, scores, ...extras };
  if (value.maps === undefined) {
    if (typeof masked !== "boolean") return refuse("masked");
    if (!(imagePixelAuroc === null || isFraction(imagePixelAuroc)))
      return refuse("imagePixelAuroc");
    return { ...scored, masked, imagePixelAuroc };
  }
  if (!isList(value.maps, isSize)) return refuse("maps");
  if (!(mask === null || isSize(mask))) return refuse("mask");
  return { ...scored, maps: value.maps, mask };
}

/** Numbers as JSON has them; those that it lacks as words. */
function numbersOf(values: ArrayLike<number>): (number | string)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : String(value)));
}

const words = new Set<unknown>(["NaN", "Infinity", "-Infinity"]);

function toNumbers(values: unknown): number[] | undefined {
  const isNumber = (value: unknown): value is number | string =>
    typeof value === "number" || words.has(value);
  return isList(values, isNumber) ? values.map(Number) : undefined;
}

function extrasOf(value: unknown): Pick<ScoredRecord, "extras"> | undefined {
  if (value === undefined) return {};
  if (!Array.isArray(value)) return undefined;
  const entries: [string, number[]][] = [];
  for (const entry of value as unknown[]) {
    const [name, values] = Array.isArray(entry) ? (entry as unknown[]) : [];
    const numbers = toNumbers(values);
    if (typeof name !== "string" || numbers === undefined) return undefined;
    entries.push([name, numbers]);
  }
  return { extras: Object.fromEntries(entries) };
}

function isList<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

function isSize(value: unknown): value is Size {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((side) => Number.isSafeInteger(side) && (side as number) > 0)
  );
}

function isFraction(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}
