/**
 * The metric has no value on this input, although the input is well formed: one
 * class is absent, or no mask has a region. A table shows "undefined" there and
 * leaves the entry out of its mean; every other error is a mistake in the data.
 *
 * @example
 * try {
 *   auroc([0.2, 0.7], [0, 0]);
 * } catch (error) {
 *   if (!(error instanceof UndefinedMetricError)) throw error;
 *   // record null
 * }
 */
export class UndefinedMetricError extends RangeError {
  override readonly name = "UndefinedMetricError";
}
