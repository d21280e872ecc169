import { balancedEpochDeviation } from "./balancedEpochDeviation.ts";
import { balancedEpochLength } from "./balancedEpochLength.ts";

/** One row of Table 2 of MultiTypeFCDD: Real-IAD with a fraction alpha of anomalous samples. */
export interface Table2Row {
  /** Fraction of samples (parts, of five views each) that are anomalous. */
  alpha: number;
  /** Training images that show no defect, and that show one. */
  normalImages: number;
  anomalousImages: number;
  /** Expected draws of a balanced epoch, by `balancedEpochLength`. */
  draws: number;
  /** The same number in batches of 32. */
  batches: number;
  /** The number that the paper printed: the mean of 10,000 simulated epochs. */
  paperBatches: number;
  /** Standard error of the paper's mean. */
  paperStandardError: number;
  /** Batches of an ordinary epoch, and how many times longer the balanced one is. */
  standardBatches: number;
  ratio: number;
}

/**
 * Table 2 of MultiTypeFCDD, "mean number of batches of a balanced epoch", computed exactly
 * beside the paper's simulated figures: nine classes (normal and eight defect types) drawn
 * uniformly, batches of 32. Image counts are those of the published Real-IAD files. How the
 * anomalous images divide among the types does not matter: the normal class alone decides
 * (they are spread evenly here).
 *
 * @example
 * table2()[0].batches; // => 15206.0625, where the paper has 15206.14
 */
export function table2(): Table2Row[] {
  return [
    row({ alpha: 0.1, anomalousImages: 3_774, paperBatches: 15_206.14 }),
    row({ alpha: 0.2, anomalousImages: 7_605, paperBatches: 14_128.68 }),
    row({ alpha: 0.4, anomalousImages: 15_313, paperBatches: 11_960.7 }),
  ];
}

const TRAIN_IMAGES = 57_840;
const TYPES = 8;
const BATCH = 32;
const PAPER_TRIALS = 10_000;

function row(given: Pick<Table2Row, "alpha" | "anomalousImages" | "paperBatches">): Table2Row {
  const normalImages = TRAIN_IMAGES - given.anomalousImages;
  const perType = Math.ceil(given.anomalousImages / TYPES);
  const quotas = [normalImages, ...Array<number>(TYPES).fill(perType)];
  const draws = balancedEpochLength(quotas);
  const batches = draws / BATCH;
  const standardBatches = TRAIN_IMAGES / BATCH;
  return {
    ...given,
    normalImages,
    draws,
    batches,
    paperStandardError: balancedEpochDeviation(quotas) / BATCH / Math.sqrt(PAPER_TRIALS),
    standardBatches,
    ratio: batches / standardBatches,
  };
}
