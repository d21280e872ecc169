/**
 * The input of one step. Beside these fields it has whatever `lossOf` needs, such as typed arrays or
 * tensors. `fit` disposes tensors that are values of the batch itself after the step.
 */
export interface Batch {
  /** Ids of its samples. They are counted for the throughput, and listed if the loss is not finite. */
  ids: readonly string[];
  /** Whether this batch completes an epoch. */
  endsEpoch?: boolean;
}
