import { checkRecords } from "./_checkRecords.ts";
import { countDecisions, type Decisions } from "./_countDecisions.ts";
import { judge, type Curves } from "./_judge.ts";
import type { TypeCalibration } from "./calibration.ts";
import type { Grid } from "@flawlens/metrics";
import { scoreNames, type Results, type Scores } from "./results.ts";

/** One test image: what is true of it and what the detector said. */
export interface EvaluationRecord {
  id: string;
  category: string;
  label: 0 | 1;
  /** The types the image shows; empty for a normal image. */
  defectTypes: string[];
  /** One raw score for each type, higher = more anomalous. */
  scores: ArrayLike<number>;
  /** The score for any defect. */
  score: number;
  /** One map for each type, at any resolution. */
  maps: Grid[];
  /** The map for any defect. */
  map: Grid;
  /** 0 or 1 at the evaluation size; `null` where no pixel is anomalous. */
  mask: Grid | null;
}

export interface EvaluateOptions {
  /** The order of `scores` and `maps` in every record. */
  types: string[];
  records: EvaluationRecord[];
  /** Maps are upsampled to this size, that of the masks, before they are compared. */
  size: { height: number; width: number };
  /** Where the area under the PRO curve ends, in false-positive fraction. */
  fprLimit?: number;
  /** Thresholds from validation data by type, as stored with the detector; without them nothing is decided. */
  calibration?: Record<string, Pick<TypeCalibration, "threshold">>;
  /** The same for `record.score`. */
  any?: Pick<TypeCalibration, "threshold">;
  /** Leave images of other types out of a type's pixel scores; their pixels count as normal otherwise. */
  excludeOtherTypes?: boolean;
}

/** The scores of {@link Results}, and what a report shows beside them. Plain JSON. */
export interface Evaluation extends Pick<
  Results,
  "macro" | "types" | "any" | "categories" | "undefinedTypes"
> {
  images: { normal: number; anomalous: number };
  size: { height: number; width: number };
  fprLimit: number;
  excludeOtherTypes: boolean;
  curves: { types: Record<string, Curves>; any: Curves };
  /** The threshold of the score for any defect; `null` where there is none. */
  anyThreshold: number | null;
  /** What the thresholds decided; `null` where none were given. */
  decisions: Decisions | null;
}

/**
 * Judges a detector by its scores and maps on test images.
 *
 * Each type is judged one against the rest over all images: images that show it are positive,
 * normal images and those of other types negative; its pixel truth is the mask of an image that
 * shows it, and zero elsewhere. `macro` is the plain mean over types; `any` ranks anomalous
 * images above normal ones, and `categories` does so within each object category. An anomalous
 * image without a type says nothing about any one type: it counts in `any` only. All metrics are
 * those of `@flawlens/metrics`, over all images or pixels pooled.
 *
 * One type is handled at a time, so that beside the records there are at most
 * `records · height · width` upsampled float32 values, and what the metrics need to rank them.
 *
 * @throws {RangeError} If a record does not fit `types` or `size`, or contradicts itself.
 *
 * @example
 * const evaluation = evaluate({ types: ["scratch"], records, size: { height: 256, width: 256 } });
 * evaluation.types.scratch.pixelAuroc; // => 0.94
 */
export function evaluate({
  types,
  records,
  size,
  fprLimit = 0.3,
  calibration,
  any: anyCalibration,
  excludeOtherTypes = false,
}: EvaluateOptions): Evaluation {
  checkRecords({ types, records, size });
  const thresholds = Object.fromEntries(
    types.map((type) => [type, calibration?.[type]?.threshold ?? null]),
  );
  const anyThreshold = anyCalibration?.threshold ?? null;
  const nowhere: Grid = { ...size, data: new Uint8Array(size.height * size.width) };

  const typed = records.filter(({ label, defectTypes }) => label === 0 || defectTypes.length > 0);
  const byType = types.map((type, k) => {
    const shows = ({ defectTypes }: EvaluationRecord) => defectTypes.includes(type);
    const images = typed.map((record) => ({
      score: record.scores[k],
      label: shows(record) ? (1 as const) : (0 as const),
      map: record.maps[k],
      mask: (shows(record) ? record.mask : null) ?? nowhere,
      pixels: !excludeOtherTypes || record.label === 0 || shows(record),
    }));
    const support = typed.filter(shows).length;
    return { type, support, ...judge({ images, size, fprLimit, curves: true }) };
  });

  const judgeAny = (records: EvaluationRecord[], curves: boolean) => {
    const images = records.map(({ score, label, map, mask }) => {
      return { score, label, map, mask: mask ?? nowhere, pixels: true };
    });
    return judge({ images, size, fprLimit, curves });
  };
  const any = judgeAny(records, true);
  const categories = [...new Set(records.map(({ category }) => category))].toSorted(
    byNumberAndName,
  );
  const byCategory = categories.map((name) => {
    const within = records.filter(({ category }) => category === name);
    return [name, judgeAny(within, false).scores] as const;
  });

  return {
    macro: meanScores(byType.map(({ scores }) => scores)),
    types: Object.fromEntries(
      byType.map(({ type, scores, support }) => {
        return [type, { ...scores, support, threshold: thresholds[type] }];
      }),
    ),
    any: any.scores,
    ...(categories.length > 1 && { categories: Object.fromEntries(byCategory) }),
    undefinedTypes: byType.flatMap(({ type, missing }) => (missing ? [`${type}: ${missing}`] : [])),
    images: {
      normal: records.filter(({ label }) => label === 0).length,
      anomalous: records.filter(({ label }) => label === 1).length,
    },
    size,
    fprLimit,
    excludeOtherTypes,
    curves: {
      types: Object.fromEntries(byType.map(({ type, curves }) => [type, curves])),
      any: any.curves,
    },
    anyThreshold,
    decisions: calibration ? countDecisions({ types, records, thresholds, anyThreshold }) : null,
  };
}

const { compare: byNumberAndName } = new Intl.Collator("en", { numeric: true });

function meanScores(rows: Scores[]): Scores {
  const mean = (name: keyof Scores) => {
    const values = rows.map((row) => row[name]).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
  };
  return Object.fromEntries(scoreNames.map((name) => [name, mean(name)])) as unknown as Scores;
}
