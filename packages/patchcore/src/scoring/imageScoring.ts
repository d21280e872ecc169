import { imageDistances, imageNovelty, unusualPatches } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { reshape, sqrt, square, sum } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { releasedSmoothing, smoothedMaps } from "../maps/smoothedMaps.ts";
import type { Scoring } from "./scoring.ts";

/**
 * Scores that bear anomalies among the training images. With x the whitened patches of an image,
 *
 *     map = |x|          score = mean of the 3 largest d(x) over the 32 patches of the largest |x|
 *
 * where |x| is the Mahalanobis distance to the mean of all patches, which some anomalous ones hardly move, and d(x) the
 * distance to the training image at the place `neighbors` from the nearest. A defect is taken for normal only where so
 * many training images show one like it. It is what the novelty of `@flawlens/adl` does where no anomaly is known.
 *
 * Cost: 64 · size operations for each row of the bank, and the bank's `4 · images · each · size` bytes in the file.
 *
 * @param options - `each`: rows of the bank that belong to one training image, as `farthestOfEach` keeps them.
 *   `neighbors`: default 5; of fewer training images the last.
 * @throws {RangeError} If an option is not a whole number of at least 1; when images are scored, if the bank does not
 *   hold whole images.
 *
 * @example
 * const scoring = imageScoring({ each: 200 });
 * const model = createMhpatchcore({ embedding, embeddingParams, scoring });
 */
export function imageScoring({
  each,
  neighbors = 5,
}: {
  each: number;
  neighbors?: number;
}): Scoring {
  for (const [name, value] of Object.entries({ each, neighbors }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(
        `imageScoring: expected ${name} to be a whole number of at least 1, got ${value}`,
      );
  return {
    name:
      neighbors === 1
        ? "distance of the most unusual patches to the nearest training image"
        : `distance of the most unusual patches to training images, the ${neighbors - 1} nearest passed over`,
    outputs: ({ patches, bank, inputSize }) =>
      tidyOutput(() => {
        const [, height, width, size] = patches.shape;
        const [rows] = bank.shape;
        if (rows % each !== 0)
          throw new RangeError(
            `imageScoring: expected a bank of ${each} rows for each training image, got ${rows} rows`,
          );
        const all = reshape(patches, [-1, height * width, size]) as Tensor3D;
        const lengths = sqrt(sum(square(all), 2)) as Tensor2D;
        const unusual = unusualPatches(all, lengths);
        const apart = imageDistances(reshape(bank, [rows / each, each, size]), unusual, neighbors);
        return {
          scores: reshape(imageNovelty(apart), [-1, 1]) as Tensor2D,
          maps: smoothedMaps(
            reshape(lengths, [-1, height, width, 1]) as Tensor4D,
            inputSize,
            releasedSmoothing,
          ),
        };
      }),
  };
}
