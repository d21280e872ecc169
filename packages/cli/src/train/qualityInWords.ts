import { findingQuality } from "@flawlens/adl";

/** How well a ranking finds what was planted, in a sentence. */
export function qualityInWords(ranked: readonly string[], plantedIds: readonly string[]): string {
  const { planted, recall, precision, inspected } = findingQuality(ranked, plantedIds);
  const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`;
  const were = planted === 1 ? "1 image was" : `${planted} images were`;
  return (
    `${were} planted: ${percent(recall)} of them are among the first ${inspected}, ` +
    `at a precision of ${percent(precision)}.`
  );
}
