import { BoundedPixelMeter, type Bounded } from "@flawlens/metrics";
import { imagePixelAuroc } from "./_imagePixelAuroc.ts";
import { drawnPro, noPixelScores, type PixelJudgement } from "./_pixelJudgement.ts";
import type { rowsOf } from "./_rows.ts";
import type { EvaluationRecord } from "./evaluationRecord.ts";
import type { PixelCounts } from "./evaluatorState.ts";

/**
 * The pixels of any number of images, in memory that does not grow with them: a bounded meter for each type and each
 * category. Each image is looked at once.
 */
export class BoundedPixels {
  readonly #rows: ReturnType<typeof rowsOf>;
  readonly #types: BoundedPixelMeter[];
  readonly #categories = new Map<string, BoundedPixelMeter>();

  constructor(rows: ReturnType<typeof rowsOf>) {
    this.#rows = rows;
    this.#types = rows.types.map(() => new BoundedPixelMeter());
  }

  /**
   * Counts the pixels of an image.
   *
   * @returns The image's own pixel AUROC, exact; `null` where its mask does not have both kinds of pixels.
   * @throws {RangeError} If a map is not finite; the counts are of no use then.
   */
  add(record: EvaluationRecord): number | null {
    try {
      for (const [k, row] of this.#rows.types.entries()) {
        const pixels = row.pixels(record);
        if (pixels) this.#types[k].add(pixels.map(), pixels.mask);
      }
      const pixels = this.#rows.any.pixels(record);
      if (!pixels) return null;
      const map = pixels.map();
      this.#category(record.category).add(map, pixels.mask);
      return imagePixelAuroc(record, () => map);
    } catch (cause) {
      throw new RangeError(`evaluate: ${record.id}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Adds all pixels that others have counted. */
  merge({ types, categories }: PixelCounts): void {
    for (const [k, meter] of types.entries()) this.#types[k].merge(meter);
    for (const [name, meter] of categories) this.#category(name).merge(meter);
  }

  /** All that was counted; shares its memory with this. */
  get counts(): PixelCounts {
    return { types: this.#types, categories: this.#categories };
  }

  /** The pixels of a type against the rest. */
  ofType(k: number): BoundedPixelMeter {
    return this.#types[k];
  }

  /** The pixels of any defect within a category. */
  ofCategory(name: string): BoundedPixelMeter {
    return this.#category(name);
  }

  /** The pixels of any defect: of all categories together. */
  ofAny(): BoundedPixelMeter {
    const all = new BoundedPixelMeter();
    for (const meter of this.#categories.values()) all.merge(meter);
    return all;
  }

  #category(name: string): BoundedPixelMeter {
    let meter = this.#categories.get(name);
    if (!meter) this.#categories.set(name, (meter = new BoundedPixelMeter()));
    return meter;
  }
}

/** The scores of counted pixels, and how far each can be from the exact one. */
export function boundedPixels(
  meter: BoundedPixelMeter,
  { fprLimit, curves }: { fprLimit: number; curves: boolean },
): PixelJudgement {
  const { normal, anomalous: marked } = meter.count;
  if (marked === 0 || normal === 0)
    return { marked, scores: noPixelScores, errors: null, pro: null };
  const { auroc, averagePrecision, f1Max, aupro } = meter.metrics({ fprLimit });
  const { falsePositiveRate: x, overlap: y } = meter.proCurve();
  return {
    marked,
    scores: {
      pixelAuroc: auroc.value,
      pixelAveragePrecision: averagePrecision.value,
      pixelF1Max: f1Max.value,
      aupro: aupro.value,
    },
    errors: {
      pixelAuroc: errorOf(auroc),
      pixelAveragePrecision: errorOf(averagePrecision),
      pixelF1Max: errorOf(f1Max),
      aupro: errorOf(aupro),
    },
    pro: curves ? drawnPro(fprLimit, { x, y }) : null,
  };
}

const rounding = 1e-12; // of the sums, which the interval does not hold

function errorOf({ value, low, high }: Bounded): number {
  return Math.max(high - value, value - low) + rounding;
}
