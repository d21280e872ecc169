import type { BoundedPixelMeter } from "@flawlens/metrics";
import { BoundedPixels, boundedPixels } from "./_boundedPixels.ts";
import { checkCounts } from "./_checkCounts.ts";
import { checkRecord, checkScores, checkSetup } from "./_checkRecords.ts";
import { countDecisions } from "./_countDecisions.ts";
import { countIn, hasMask } from "./_countIn.ts";
import { exactPixels } from "./_exactPixels.ts";
import { imagePixelAuroc } from "./_imagePixelAuroc.ts";
import { judge, type Judgement } from "./_judge.ts";
import { isTyped, rowsOf, type Row } from "./_rows.ts";
import type { Evaluation } from "./evaluation.ts";
import type { EvaluatedDetector, EvaluationRecord } from "./evaluationRecord.ts";
import type { CountedRecord, EvaluatorState } from "./evaluatorState.ts";
import { leftOutImages } from "./leftOutImages.ts";
import { pixelScoreNames, scoreNames } from "./results.ts";
import type { PixelErrors, PixelRanking, Scores } from "./results.ts";

export interface EvaluatorOptions {
  /** The detector's metadata, or the parts of it that matter; without calibration nothing is decided. */
  detector: EvaluatedDetector;
  /** Maps are enlarged to this size, that of the masks, before they are compared; default the detector's input. */
  size?: { height: number; width: number };
  /** The false-positive rate at which the area under the PRO curve ends, in (0, 1]; default 0.3. */
  fprLimit?: number;
  /** Leave images of other types out of a type's pixel scores; their pixels count as normal otherwise. */
  excludeOtherTypes?: boolean;
  /**
   * Rank every pixel up to this number of pixels of all images together, and count them in bins above it; default
   * 2^25 = 33,554,432, which are 375 images of 299 x 299 pixels and take about 0.5 GB. `Infinity` ranks all.
   */
  exactPixels?: number;
  /** Ids of images that nobody knows to be normal or anomalous, to be named in `leftOut`; they are not among the records. */
  unlabelled?: readonly string[];
}

/** The number of pixels of all images together up to which every pixel is ranked by default. */
export const mostExactPixels = 2 ** 25;

/**
 * Judges a detector on test images that come one by one, as {@link evaluate} does on all of them.
 *
 * Up to `exactPixels` pixels all maps and masks are kept, and every pixel is ranked in the end. From the image that goes
 * beyond it on, pixels are counted in bins along float32's own grid (`BoundedPixelMeter` of `@flawlens/metrics`): each
 * image is looked at once and let go, and only its scores stay, some hundred bytes. The counts take 80 KiB for each
 * type, each category and each power of two that scores fall in: a few megabytes each, 42 MB at most. The pixel scores
 * are then known up to `pixels.errors` of the evaluation; all others stay exact.
 *
 * @example
 * const evaluator = new Evaluator({ detector: metadata });
 * for await (const record of predicted) evaluator.add(record);
 * evaluator.evaluation().any.pixelAuroc; // => 0.94
 */
export class Evaluator {
  readonly #detector: EvaluatedDetector;
  readonly #options: Required<Omit<EvaluatorOptions, "detector" | "unlabelled">>;
  readonly #rows: ReturnType<typeof rowsOf>;
  readonly #unlabelled: readonly string[] | undefined;
  #records: (EvaluationRecord | CountedRecord)[] = []; // with maps as long as pixels are not counted
  #counted: BoundedPixels | null = null;

  /** @throws {RangeError} If a type is named twice, the size has no pixels or `exactPixels` is negative. */
  constructor({
    detector,
    size = detector.input,
    fprLimit = 0.3,
    excludeOtherTypes = false,
    exactPixels = mostExactPixels,
    unlabelled,
  }: EvaluatorOptions) {
    checkSetup(detector.types, size);
    if (!(exactPixels >= 0))
      throw new RangeError(
        `evaluate: expected exactPixels as a number of pixels, 0 or more, got ${exactPixels}`,
      );
    this.#detector = detector;
    this.#options = { size, fprLimit, excludeOtherTypes, exactPixels };
    this.#rows = rowsOf(detector, this.#options);
    this.#unlabelled = unlabelled;
  }

  /**
   * Adds one image.
   *
   * @throws {RangeError} If the record does not fit the detector or the size, or contradicts itself. Nothing is added
   *   then, unless a map is not finite: after that the evaluator is of no use.
   */
  add(record: EvaluationRecord): this {
    const { size, exactPixels } = this.#options;
    checkRecord(record, this.#detector.types, size);
    this.#records.push(this.#counted ? countIn(this.#counted, record) : record);
    const pixels = this.#records.length * size.height * size.width;
    if (!this.#counted && pixels > exactPixels) this.#count();
    return this;
  }

  /** The images added, in their order; with maps and masks as long as all pixels are kept. */
  get records(): readonly (EvaluationRecord | CountedRecord)[] {
    return this.#records;
  }

  /**
   * All that this evaluator has seen, for {@link addState} of another one, on another machine too (`writeEvaluatorState`).
   * It shares its memory with this evaluator.
   */
  state(): EvaluatorState {
    if (!this.#counted)
      return { pixels: "kept", records: this.#records as readonly EvaluationRecord[] };
    const records = this.#records as readonly CountedRecord[];
    return { pixels: "counted", records, counts: this.#counted.counts };
  }

  /**
   * Adds all images that another evaluator of the same detector and options has seen. Once {@link sort} has put the
   * images of all states in order, the evaluation is that of one evaluator that was given all of them in that order, to
   * the last bit: pixels are ranked up to `exactPixels` and counted above it. Pixels that a state has counted stay
   * counted, also where all of them would have been few enough to be ranked.
   *
   * @throws {RangeError} If a record does not fit the detector or the size, contradicts itself, or the counts are not
   *   those of the records. The evaluator is of no use after that.
   */
  addState(state: EvaluatorState): this {
    if (state.pixels === "kept") {
      for (const record of state.records) this.add(record);
      return this;
    }
    const { types } = this.#detector;
    for (const record of state.records) checkScores(record, types);
    checkCounts(state, types.length, this.#options.size);
    if (!this.#counted) this.#count();
    this.#counted?.merge(state.counts);
    for (const record of state.records) this.#records.push(record);
    return this;
  }

  /**
   * Puts the images in order, so that nothing depends on the order in which they were added.
   *
   * @param ids - Of all images that were added, each once.
   * @throws {RangeError} If an image was added twice, is not among the ids, or is missing.
   */
  sort(ids: readonly string[]): this {
    const byId = new Map(this.#records.map((record) => [record.id, record]));
    if (byId.size < this.#records.length) {
      const twice = this.#records.find((record) => byId.get(record.id) !== record);
      throw new RangeError(`Evaluator.sort: expected each image once, got ${twice?.id} again`);
    }
    const sorted = ids.map((id) => {
      const record = byId.get(id);
      if (record) return record;
      throw new RangeError(
        `Evaluator.sort: expected all images, got ${ids.length} ids without ${id}`,
      );
    });
    if (new Set(sorted).size !== ids.length || ids.length !== byId.size)
      throw new RangeError(
        `Evaluator.sort: expected the ids of all ${byId.size} images, each once, got ${ids.length}`,
      );
    this.#records = sorted;
    return this;
  }

  /** @throws {RangeError} If there is no image, or `fprLimit` is outside (0, 1]. */
  evaluation(): Evaluation {
    const { types, calibration, any: anyCalibration } = this.#detector;
    const { size, fprLimit, excludeOtherTypes } = this.#options;
    const records = this.#records;
    if (records.length === 0) throw new RangeError("evaluate: expected records, got none");

    const typed = records.filter(isTyped);
    const byType = types.map((type, k) => {
      const row = this.#rows.types[k];
      const support = typed.filter((record) => row.label(record) === 1).length;
      const counted = this.#counted?.ofType(k);
      return { type, support, ...this.#judge(row, { records: typed, counted, curves: true }) };
    });
    const judgeAny = (
      some: typeof records,
      counted: BoundedPixelMeter | undefined,
      curves: boolean,
    ) => this.#judge(this.#rows.any, { records: some, counted, curves });
    const any = judgeAny(records, this.#counted?.ofAny(), true);
    const categories = [...new Set(records.map(({ category }) => category))].toSorted(
      byNumberAndName,
    );
    const byCategory = categories.map((name) => {
      const within = records.filter(({ category }) => category === name);
      return [name, judgeAny(within, this.#counted?.ofCategory(name), false)] as const;
    });
    const judged = [...byType, any, ...byCategory.map(([, judgement]) => judgement)];
    const leftOut = leftOutImages(this.#unlabelled);
    for (const record of records) leftOut.add({ ...record, masked: hasMask(record) });

    return {
      macro: meanScores(byType.map(({ scores }) => scores)),
      types: Object.fromEntries(
        byType.map(({ type, scores, support }) => {
          return [type, { ...scores, support, threshold: calibration?.[type]?.threshold ?? null }];
        }),
      ),
      any: any.scores,
      ...(categories.length > 1 && {
        categories: Object.fromEntries(byCategory.map(([name, { scores }]) => [name, scores])),
      }),
      undefinedTypes: byType.flatMap(({ type, missing }) =>
        missing ? [`${type}: ${missing}`] : [],
      ),
      meanImagePixelAuroc: meanOf(this.#imageAurocs()),
      leftOut: leftOut.groups(),
      pixels: rankingOf(judged),
      images: {
        normal: records.filter(({ label }) => label === 0).length,
        anomalous: records.filter(({ label }) => label === 1).length,
        untyped: records.length - typed.length,
      },
      size,
      fprLimit,
      excludeOtherTypes,
      curves: {
        types: Object.fromEntries(byType.map(({ type, curves }) => [type, curves])),
        any: any.curves,
      },
      anyThreshold: anyCalibration?.threshold ?? null,
      decisions:
        calibration && anyCalibration
          ? countDecisions({ types, calibration, any: anyCalibration }, records)
          : null,
    };
  }

  /** Counts the pixels kept so far, and lets them go. */
  #count(): void {
    const counted = new BoundedPixels(this.#rows);
    this.#records = this.#records.map((record) => countIn(counted, record as EvaluationRecord));
    this.#counted = counted;
  }

  #judge(
    row: Row,
    {
      records,
      counted,
      curves,
    }: {
      records: readonly (EvaluationRecord | CountedRecord)[];
      /** Its pixels, where they were counted; otherwise all records have maps. */
      counted: BoundedPixelMeter | undefined;
      curves: boolean;
    },
  ): Judgement {
    const options = { fprLimit: this.#options.fprLimit, curves };
    const pixels = counted
      ? boundedPixels(counted, options)
      : exactPixels(
          records.flatMap((record) => row.pixels(record as EvaluationRecord) ?? []),
          options,
        );
    return judge({ row, records, pixels, curves });
  }

  #imageAurocs(): readonly number[] {
    return this.#records
      .map((record) => {
        if ("imagePixelAuroc" in record) return record.imagePixelAuroc;
        const pixels = this.#rows.any.pixels(record);
        return pixels && imagePixelAuroc(record, pixels.map);
      })
      .filter((value) => value !== null);
  }
}

/** How the pixels of all rows were ranked, and how far the scores of any row can be from the exact ones. */
function rankingOf(judged: readonly Judgement[]): PixelRanking | null {
  const defined = judged.filter(({ scores }) => scores.pixelAuroc !== null);
  if (defined.length === 0) return null;
  const largest = (name: keyof PixelErrors) =>
    defined.reduce((most, { errors }) => Math.max(most, errors?.[name] ?? 0), 0);
  if (defined.every(({ errors }) => errors === null)) return { ranking: "exact" };
  const errors = Object.fromEntries(pixelScoreNames.map((name) => [name, largest(name)]));
  return { ranking: "bounded", errors: errors as unknown as PixelErrors };
}

const { compare: byNumberAndName } = new Intl.Collator("en", { numeric: true });

function meanScores(rows: Scores[]): Scores {
  const mean = (name: keyof Scores) =>
    meanOf(rows.map((row) => row[name]).filter((value) => value !== null));
  return Object.fromEntries(scoreNames.map((name) => [name, mean(name)])) as unknown as Scores;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
}
