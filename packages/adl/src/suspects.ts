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

/** A training image and how much it was trusted. */
export interface Suspect {
  id: string;
  /** Its place in the training images. */
  index: number;
  /**
   * Its weight in units of the weight of the images taken as normal with which it shared batches (geometric
   * means); 1 where it was never drawn.
   */
  weight: number;
  draws: number;
}

const kindsOf = {
  deviation: ["deviation"],
  classifier: ["classifier"],
  both: ["deviation", "classifier"],
  segmentation: ["segmentation"],
  all: ["deviation", "classifier", "segmentation"],
} as const;

/** What images are suspected by. */
export type SuspectedBy = keyof typeof kindsOf;

/**
 * Images taken as normal, the least trusted first: those whose weight in training was the lowest.
 * Contaminated data show here.
 *
 * @param record - Of the `end` event of `fitAdl`.
 * @param options - `by`: the weights of which loss; default "both" of the weighted ones, multiplied.
 *   "segmentation": by the loss that training does not weigh; "all": by the product of all three.
 * @returns All of them, in order of weight.
 *
 * @example
 * for (const { id, weight } of suspects(record).slice(0, 10)) console.log(id, weight);
 */
export function suspects(
  record: WeightRecord,
  { by = "both" }: { by?: SuspectedBy } = {},
): Suspect[] {
  const kinds = kindsOf[by];
  const log = (i: number) => kinds.reduce((sum, kind) => sum + record[kind][i], 0);
  return record.ids
    .map((id, index): Suspect => {
      const draws = record.draws[index];
      return { id, index, weight: draws === 0 ? 1 : Math.exp(log(index)), draws };
    })
    .sort((a, b) => a.weight - b.weight || a.index - b.index);
}

/** How well a ranking finds what was planted. */
export interface FindingQuality {
  /** Images that were planted. */
  planted: number;
  /** Fraction planted among as many of the first as hold `recall` of them. */
  precision: number;
  /** At least what was asked for. */
  recall: number;
  /** How many of the first that takes. */
  inspected: number;
}

/**
 * Precision of a ranking at the first place where it has found a given fraction of the planted images.
 *
 * @param ranked - Ids, the most suspect first.
 * @param planted - Ids to be found.
 * @param recall - Default 0.6.
 * @throws {RangeError} If nothing was planted, or the ranking lacks what was.
 *
 * @example
 * findingQuality(suspects(record).map(({ id }) => id), plantedIds).precision; // => 0.8
 */
export function findingQuality(
  ranked: readonly string[],
  planted: readonly string[],
  recall = 0.6,
): FindingQuality {
  const wanted = new Set(planted);
  if (wanted.size === 0)
    throw new RangeError("findingQuality: expected planted images, got none; nothing can be found");
  if (!(recall > 0 && recall <= 1))
    throw new RangeError(`findingQuality: expected a recall in (0, 1], got ${recall}`);
  const enough = Math.ceil(recall * wanted.size - 1e-9);
  let found = 0;
  for (const [i, id] of ranked.entries()) {
    if (wanted.has(id)) found++;
    if (found === enough)
      return {
        planted: wanted.size,
        precision: found / (i + 1),
        recall: found / wanted.size,
        inspected: i + 1,
      };
  }
  throw new RangeError(
    `findingQuality: expected every planted image in the ranking, got ${found} of ${wanted.size}`,
  );
}
