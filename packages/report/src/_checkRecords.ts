import type { Grid } from "@flawlens/metrics";
import type { EvaluationRecord, ScoredRecord } from "./evaluationRecord.ts";

/** Refuses types named twice and sizes of no pixels. */
export function checkSetup(
  types: readonly string[],
  size: { height: number; width: number },
): void {
  if (new Set(types).size !== types.length)
    throw new RangeError(`evaluate: expected each type once, got ${types.join(", ")}`);
  if (!(isSide(size.height) && isSide(size.width)))
    throw new RangeError(
      `evaluate: expected a size of whole pixels, got ${size.height} x ${size.width}`,
    );
}

/** Refuses a record that does not fit `types` and `size`, or contradicts itself. */
export function checkRecord(
  record: EvaluationRecord,
  types: readonly string[],
  size: { height: number; width: number },
): void {
  checkScores(record, types);
  const { id, label, maps, mask } = record;
  const refuse = refusalOf(id);
  if (label === 0 && mask !== null && countNonZero(mask) > 0)
    refuse("no anomalous pixel on a normal image", `${countNonZero(mask)} in its mask`);
  if (maps.length !== types.length) refuse(`${types.length} maps, one for each type`, maps.length);
  for (const grid of maps)
    if (grid.data.length !== grid.height * grid.width || grid.data.length === 0)
      refuse(`maps of height · width values`, describe(grid));
  if (mask === null) return;
  if (mask.height !== size.height || mask.width !== size.width)
    refuse(
      `a mask of the evaluation size ${size.height} x ${size.width}`,
      `${mask.height} x ${mask.width}; read it at that size`,
    );
  if (mask.data.length !== mask.height * mask.width)
    refuse("a mask of height · width values", describe(mask));
  for (let i = 0; i < mask.data.length; i++)
    if (mask.data[i] !== 0 && mask.data[i] !== 1)
      refuse("a mask of 0 and 1", `${mask.data[i]} at index ${i}`);
}

/** The same of what a record says beside its pixels. */
export function checkScores(
  { id, label, defectTypes, scores }: ScoredRecord,
  types: readonly string[],
): void {
  const refuse = refusalOf(id);
  if (label !== 0 && label !== 1) refuse("label 0 or 1", label);
  if (label === 0 && defectTypes.length > 0)
    refuse("no defect type on a normal image", defectTypes.join(", "));
  if (scores.length !== types.length)
    refuse(`${types.length} scores, one for each type`, scores.length);
  for (let k = 0; k < types.length; k++)
    if (!Number.isFinite(scores[k])) refuse(`a finite score for ${types[k]}`, scores[k]);
}

function refusalOf(id: string): (expected: string, got: string | number) => never {
  return (expected, got) => {
    throw new RangeError(`evaluate: ${id}: expected ${expected}, got ${got}`);
  };
}

function isSide(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

function countNonZero({ data }: Grid): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) count++;
  return count;
}

function describe({ data, height, width }: Grid): string {
  return `${data.length} for ${height} x ${width}`;
}
