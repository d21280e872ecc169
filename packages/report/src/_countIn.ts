import type { BoundedPixels } from "./_boundedPixels.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import type { CountedRecord } from "./evaluatorState.ts";

/** Counts a record's pixels, and gives what stays of it: nothing that holds the memory of its maps or of a whole batch. */
export function countIn(counted: BoundedPixels, record: EvaluationRecord): CountedRecord {
  const { id, category, label, defectTypes, scores, extras } = record;
  return {
    id,
    category,
    label,
    defectTypes,
    scores: Array.from(scores),
    ...(extras && {
      extras: Object.fromEntries(
        Object.entries(extras).map(([name, values]) => [name, Array.from(values)]),
      ),
    }),
    masked: record.mask !== null,
    imagePixelAuroc: counted.add(record),
  };
}

/** Whether the record of an image came with a mask. */
export function hasMask(record: EvaluationRecord | CountedRecord): boolean {
  return "masked" in record ? record.masked : record.mask !== null;
}
