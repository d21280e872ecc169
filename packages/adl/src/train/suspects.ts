import type { WeightRecord } from "./weightRecord.ts";

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
 * @param record - The record of weights in the `end` event of `fitAdl`.
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
