/**
 * What one step learns from. Beside these it holds whatever `lossOf` wants: typed arrays, or
 * tensors, which `fit` disposes of after the step where they are the batch's own values.
 */
export interface Batch {
  /** Ids of its samples: counted for throughput, named if the loss is not finite. */
  ids: readonly string[];
  /** Whether an epoch is complete with this batch. */
  endsEpoch?: boolean;
}
