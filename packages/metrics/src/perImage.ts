import { checkImages } from "./_ranking.ts";
import type { Grid } from "./grid.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** A pixel metric image by image. */
export interface PerImage {
  /** Plain mean over the images that have a value. */
  mean: number;
  /** `null` where the metric is undefined, as on a normal image. */
  byImage: (number | null)[];
  /** Indices of the images left out of the mean. */
  undefinedImages: number[];
}

/**
 * A pixel metric on each image alone, and its mean over the images where it is defined
 * (those with anomalous and normal pixels). Not the pooled metric: scores of two
 * images are never compared, normal images do not count at all, and the value is
 * usually higher. Some papers' code reports this as "pixel AUROC" (DevNet's does);
 * use it to compare with them, and say so.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @param metric - `pixelAuroc`, `pixelAveragePrecision`, `aupro` or one of your own.
 * @throws {RangeError} If maps and masks do not pair up; and what the metric throws.
 * @throws {UndefinedMetricError} If no image has a value.
 *
 * @example
 * perImage(maps, masks, pixelAuroc).mean;
 */
export function perImage(
  maps: readonly Grid[],
  masks: readonly Grid[],
  metric: (maps: Grid[], masks: Grid[]) => number,
): PerImage {
  checkImages("perImage", maps, masks);
  const byImage = maps.map((map, image) => valueOrNull(() => metric([map], [masks[image]])));
  const values = byImage.filter((value) => value !== null);
  if (values.length === 0)
    throw new UndefinedMetricError(
      `perImage: expected an image with anomalous and normal pixels, got none in ${maps.length}`,
    );
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    byImage,
    undefinedImages: [...byImage.keys()].filter((image) => byImage[image] === null),
  };
}

function valueOrNull(metric: () => number): number | null {
  try {
    return metric();
  } catch (error) {
    if (error instanceof UndefinedMetricError) return null;
    throw error;
  }
}
