/** What a detector's thresholds rest on: the scores of its validation images of known label, in no order. */
export interface ValidationScores {
  /** `[N]`: 0 where nothing at all is wrong with an image, 1 where something is. */
  labels: readonly (0 | 1)[];
  /** `[N]`: the number of the part that an image shows; images of one part are alike and count as one for promises. */
  parts: readonly number[];
  /** `[M, N]`: the scores of each type, in the order of `metadata.types`. The score of any defect is their sum. */
  scores: readonly (readonly number[])[];
  /** `[M, N]`: 1 where an image shows the type, 0 where it does not, `null` where nobody knows. */
  shows: readonly (readonly (0 | 1 | null)[])[];
}
