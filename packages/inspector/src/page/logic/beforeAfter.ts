import type { Verdict } from "@flawlens/inference/core";
import { isMistake } from "./confusion.ts";

/** An image before and after a detector learned. */
export interface JudgedTwice {
  /** As far as it is known. */
  label: 0 | 1 | null;
  marked: boolean;
  /** Whether the detector learned from it, although nobody marked it. */
  helped: boolean;
  before: Verdict;
  /** `null` while it is not scored again. */
  after: Verdict | null;
}

/** Images of one kind, before and after. */
export interface Counts {
  /** Images that are scored again. */
  images: number;
  /** Those whose label is known. */
  known: number;
  /** Mistakes among the known ones. */
  before: number;
  after: number;
  /** Images whose verdict is another. */
  changed: number;
}

/**
 * Counts mistakes and changed verdicts: of marked images, of those that helped, and of the others, which the detector
 * did not learn from. Of images that are not scored again nothing is counted.
 *
 * @example
 * beforeAfter([{ label: 0, marked: true, helped: false, before: "anomalous", after: "normal" }]).marked;
 * // => { images: 1, known: 1, before: 1, after: 0, changed: 1 }
 */
export function beforeAfter(
  images: readonly JudgedTwice[],
): Record<"marked" | "helped" | "others", Counts> {
  return {
    marked: counted(images.filter(({ marked }) => marked)),
    helped: counted(images.filter(({ marked, helped }) => !marked && helped)),
    others: counted(images.filter(({ marked, helped }) => !marked && !helped)),
  };
}

function counted(images: readonly JudgedTwice[]): Counts {
  const counts: Counts = { images: 0, known: 0, before: 0, after: 0, changed: 0 };
  for (const { label, before, after } of images) {
    if (after === null) continue;
    counts.images++;
    if (before !== after) counts.changed++;
    if (label === null) continue;
    counts.known++;
    if (isMistake({ label, verdict: before })) counts.before++;
    if (isMistake({ label, verdict: after })) counts.after++;
  }
  return counts;
}
