import { tidy } from "@tensorflow/tfjs-core";

/**
 * Runs a function whose tensors come back in records, and disposes every other tensor it made.
 * This is TensorFlow.js's `tidy`, which does the same but whose type allows records of tensors only
 * where they have an index signature.
 *
 * @param compute - Returns an object of tensors, or of objects of tensors. It is called at once.
 * @returns What `compute` returned; the caller owns its tensors.
 *
 * @example
 * const { scores, maps } = tidyOutput(() => ({ scores: mean(x, 1), maps: square(x) }));
 */
export function tidyOutput<T extends object>(compute: () => T): T {
  return tidy(() => compute() as never) as T;
}
