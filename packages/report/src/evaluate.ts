import type { Evaluation } from "./evaluation.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import { Evaluator, type EvaluatorOptions } from "./evaluator.ts";

export interface EvaluateOptions extends EvaluatorOptions {
  /** One for each test image; each is asked for once. */
  records: Iterable<EvaluationRecord>;
}

/**
 * Judges a detector by its scores and maps on test images.
 *
 * Each type is judged one against the rest over all images: images that show it are positive,
 * normal images and those of other types negative; its pixel truth is the mask of an image that
 * shows it, and zero elsewhere. `macro` is the plain mean over types; `any` ranks anomalous
 * images above normal ones, and `categories` does so within each object category. An anomalous
 * image without a type says nothing about any one type: it counts in `any` only. An anomalous image without a
 * mask says nothing about pixels: it is left out of all pixel scores. `leftOut` counts and names such images. All
 * metrics are those of `@flawlens/metrics`, over all images or pixels pooled.
 *
 * Up to `exactPixels` pixels of all images together every pixel is ranked, which takes about 13 bytes a pixel beside the
 * records. Above it pixels are counted in bins, in memory that does not grow with the images, and `pixels` states how
 * far the scores can be from the exact ones: {@link Evaluator} tells more, and takes images as they come.
 *
 * @throws {RangeError} If a record does not fit the detector or the size, or contradicts itself.
 *
 * @example
 * const evaluation = evaluate({ detector: metadata, records });
 * evaluation.types.scratch.pixelAuroc; // => 0.94
 */
export function evaluate({ records, ...options }: EvaluateOptions): Evaluation {
  const evaluator = new Evaluator(options);
  for (const record of records) evaluator.add(record);
  return evaluator.evaluation();
}
