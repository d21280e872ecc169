import type { AnomalyMap, DetectorMetadata } from "@flawlens/inference/core";
import type { Grid } from "@flawlens/metrics";

/** One test image without its maps: what is true of it and how it scored. */
export interface ScoredRecord {
  id: string;
  category: string;
  label: 0 | 1;
  /** The types the image shows; empty for a normal image, and for one whose types are not known. */
  defectTypes: string[];
  /** One raw score for each type, higher = more anomalous. */
  scores: ArrayLike<number>;
  /** Values of each extra output, where the detector has some. */
  extras?: Record<string, ArrayLike<number>>;
}

/** One test image: what is true of it and what the detector computed. */
export interface EvaluationRecord extends ScoredRecord {
  /** One raw map for each type, at the detector's own resolution or any other. */
  maps: AnomalyMap[];
  /**
   * 0 or 1 at the evaluation size. `null` where there is no mask: of a normal image no pixel is
   * anomalous; of an anomalous one nobody knows which are.
   */
  mask: Grid | null;
}

/** What an evaluation needs to know of a detector: the metadata of its file, or these parts of it. */
export type EvaluatedDetector = Pick<DetectorMetadata, "types" | "input" | "receptiveField"> &
  Partial<Pick<DetectorMetadata, "calibration" | "any">>;

/** The score of any defect: the sum of the types' scores. */
export function anyScore({ scores }: Pick<ScoredRecord, "scores">): number {
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += scores[k];
  return sum;
}
