import { tidyOutput } from "@flawlens/ops";
import { add, exp, expandDims, image, neg, sub } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";

/** How the levels of a CFlow become one map. */
export const aggregations = ["likelihood", "probability"] as const;
export type Aggregation = (typeof aggregations)[number];

/**
 * One map of anomaly from the log-likelihoods of each level, each enlarged to the size of the images by bilinear
 * interpolation with aligned corners:
 *
 * - `"likelihood"`: -Σ l.
 * - `"probability"`: L - Σ exp(l - m), with m the highest l of the level on training images, for L levels.
 *
 * The released code takes the second with the highest l of the whole test set, which weighs levels by the images that
 * happen to be tested together; there is no such number for one image, so it is not offered.
 *
 * @param levels - `[N, h, w]` each.
 * @param options - `highest`: m of each level, `[1]`, with `"probability"`.
 * @returns `[N, height, width, 1]`; with `"probability"` at least 0 on what is no likelier than training images.
 */
export function aggregateLevels(
  levels: readonly Tensor3D[],
  { aggregation, highest = [], size }: { aggregation: Aggregation; highest?: readonly Tensor[]; size: { height: number; width: number } }, // prettier-ignore
): Tensor4D {
  return tidyOutput(() => {
    const parts = levels.map((level, i) =>
      aggregation === "likelihood" ? neg(level) : sub(1, exp(sub(level, highest[i]))),
    );
    const maps = parts.map((part) =>
      image.resizeBilinear(expandDims(part, 3) as Tensor4D, [size.height, size.width], true),
    );
    return maps.reduce((sum, map) => add(sum, map));
  });
}
