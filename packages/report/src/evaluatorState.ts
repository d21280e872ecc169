import type { BoundedPixelMeter } from "@flawlens/metrics";
import type { EvaluationRecord, ScoredRecord } from "./evaluationRecord.ts";

/** One test image whose pixels were counted and let go. */
export interface CountedRecord extends ScoredRecord {
  /** Whether it has a mask. */
  masked: boolean;
  /** The image's own pixel AUROC, exact; `null` where its mask does not have both kinds of pixels. */
  imagePixelAuroc: number | null;
}

/** The pixels of any number of images. */
export interface PixelCounts {
  /** Those of each type against the rest, in the order of the detector's types. */
  types: readonly BoundedPixelMeter[];
  /** Those of any defect within each object category. */
  categories: ReadonlyMap<string, BoundedPixelMeter>;
}

/**
 * What an `Evaluator` has seen: all maps and masks (`kept`), or counts of their pixels (`counted`). Made on one machine,
 * it can be added to an evaluator on another.
 */
export type EvaluatorState =
  | { pixels: "kept"; records: readonly EvaluationRecord[] }
  | { pixels: "counted"; records: readonly CountedRecord[]; counts: PixelCounts };
