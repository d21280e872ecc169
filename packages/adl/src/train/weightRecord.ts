/** What training found out about the images it took as normal. */
export interface WeightRecord {
  ids: readonly string[];
  /** Draws after burn-in, by image. */
  draws: Float32Array;
  /**
   * Mean, over its batches, of the logarithm of an image's weight less the mean of that of all images there
   * that were taken as normal: 0 where it is trusted as they are.
   */
  classifier: Float32Array;
  deviation: Float32Array;
  /**
   * The same of 1 / its loss by the segmentation: training does not weigh that loss, but an image with
   * anomalous pixels has more of it than others.
   */
  segmentation: Float32Array;
}

/**
 * What training keeps in its checkpoints beside the parameters: for `restoreDetector`'s `others`.
 *
 * @param nominal - How many images are taken as normal.
 *
 * @example
 * const others = weightRecordShapes(nominal.samples.length);
 * const resume = await restoreDetector(model, file, { trained: trainedParams(model), others });
 */
export function weightRecordShapes(nominal: number): Record<string, { shape: [number] }> {
  return Object.fromEntries(recordNames.map((name) => [name, { shape: [nominal] }]));
}

/** Names of the sums over steps that training keeps beside its parameters. */
export const recordNames: readonly string[] = [
  "draws",
  "classifier",
  "deviation",
  "segmentation",
].map((name) => `suspects.${name}`);
