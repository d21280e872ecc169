import type { CountedRecord, PixelCounts } from "./evaluatorState.ts";

/** Refuses counts that do not have all pixels of their records: they may be of another evaluation size. */
export function checkCounts(
  { records, counts }: { records: readonly CountedRecord[]; counts: PixelCounts },
  types: number,
  { height, width }: { height: number; width: number },
): void {
  if (counts.types.length !== types)
    throw new RangeError(`evaluate: expected counts of ${types} types, got ${counts.types.length}`);
  const expected = new Map<string, number>();
  for (const { category, label, masked } of records)
    if (label === 0 || masked)
      expected.set(category, (expected.get(category) ?? 0) + height * width);
  for (const name of new Set([...expected.keys(), ...counts.categories.keys()])) {
    const { normal, anomalous } = counts.categories.get(name)?.count ?? { normal: 0, anomalous: 0 };
    const pixels = expected.get(name) ?? 0;
    if (normal + anomalous !== pixels)
      throw new RangeError(
        `evaluate: expected counts of ${pixels} pixels of ${name}, those of its images at ${height} x ${width}, ` +
          `got ${normal + anomalous}`,
      );
  }
}
