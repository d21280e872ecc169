import { anyMap, resizeMap } from "@flawlens/inference/core";
import type { AnomalyMap } from "@flawlens/inference/core";
import { auroc } from "@flawlens/metrics";
import type { Grid } from "@flawlens/metrics";
import { checkRecords } from "./_checkRecords.ts";
import { countDecisions } from "./_countDecisions.ts";
import type { Decisions } from "./_countDecisions.ts";
import { judge } from "./_judge.ts";
import type { Curves } from "./_judge.ts";
import { anyScore } from "./evaluationRecord.ts";
import type { EvaluatedDetector, EvaluationRecord } from "./evaluationRecord.ts";
import { scoreNames } from "./results.ts";
import type { Results, Scores } from "./results.ts";

export interface EvaluateOptions {
  /** The detector's metadata, or the parts of it that matter; without calibration nothing is decided. */
  detector: EvaluatedDetector;
  records: readonly EvaluationRecord[];
  /** Maps are enlarged to this size, that of the masks, before they are compared; default the detector's input. */
  size?: { height: number; width: number };
  /** The false-positive rate at which the area under the PRO curve ends, in (0, 1]; default 0.3. */
  fprLimit?: number;
  /** Leave images of other types out of a type's pixel scores; their pixels count as normal otherwise. */
  excludeOtherTypes?: boolean;
}

/** The scores of {@link Results}, and what a report shows beside them. Plain JSON. */
export interface Evaluation extends Pick<
  Results,
  | "macro"
  | "types"
  | "any"
  | "categories"
  | "undefinedTypes"
  | "meanImagePixelAuroc"
  | "withoutMask"
> {
  /** Test images; `untyped` are those of the anomalous ones whose type is not known. */
  images: { normal: number; anomalous: number; untyped: number };
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
 * image without a type says nothing about any one type: it counts in `any` only. An anomalous image without a
 * mask says nothing about pixels: it is left out of all pixel scores, and counted in `withoutMask`. All
 * metrics are those of `@flawlens/metrics`, over all images or pixels pooled.
 *
 * One type is handled at a time, so that beside the records there are at most
 * `records · height · width` enlarged float32 values, and what the metrics need to rank them.
 *
 * @throws {RangeError} If a record does not fit the detector or the size, or contradicts itself.
 *
 * @example
 * const evaluation = evaluate({ detector: metadata, records });
 * evaluation.types.scratch.pixelAuroc; // => 0.94
 */
export function evaluate({
  detector,
  records,
  size = detector.input,
  fprLimit = 0.3,
  excludeOtherTypes = false,
}: EvaluateOptions): Evaluation {
  const { types, calibration, any: anyCalibration, receptiveField, input } = detector;
  checkRecords({ types, records, size });
  const geometry = receptiveField && { ...receptiveField, size: input };
  const placed = (map: AnomalyMap) => () => resizeMap(map, size, geometry);
  const placedAny = ({ maps }: EvaluationRecord) => placed(anyMap(maps));
  const nowhere: Grid = { ...size, data: new Uint8Array(size.height * size.width) };
  const isMasked = ({ label, mask }: EvaluationRecord) => label === 0 || mask !== null;

  const typed = records.filter(({ label, defectTypes }) => label === 0 || defectTypes.length > 0);
  const byType = types.map((type, k) => {
    const shows = ({ defectTypes }: EvaluationRecord) => defectTypes.includes(type);
    const images = typed.map((record) => ({
      score: record.scores[k],
      label: shows(record) ? (1 as const) : (0 as const),
      map: placed(record.maps[k]),
      mask: (shows(record) ? record.mask : null) ?? nowhere,
      pixels: isMasked(record) && (!excludeOtherTypes || record.label === 0 || shows(record)),
    }));
    const support = typed.filter(shows).length;
    return { type, support, ...judge({ images, size, fprLimit, curves: true }) };
  });

  const judgeAny = (records: readonly EvaluationRecord[], curves: boolean) => {
    const images = records.map((record) => {
      const { label, mask } = record;
      const [score, map, pixels] = [anyScore(record), placedAny(record), isMasked(record)];
      return { score, label, map, mask: mask ?? nowhere, pixels };
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
        return [type, { ...scores, support, threshold: calibration?.[type]?.threshold ?? null }];
      }),
    ),
    any: any.scores,
    ...(categories.length > 1 && { categories: Object.fromEntries(byCategory) }),
    undefinedTypes: byType.flatMap(({ type, missing }) => (missing ? [`${type}: ${missing}`] : [])),
    meanImagePixelAuroc: meanOf(
      records.flatMap((record) => imagePixelAuroc(record, placedAny(record))),
    ),
    withoutMask: records.filter((record) => !isMasked(record)).length,
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

/** The pixel AUROC of one image by itself; nothing where its mask does not have both kinds of pixels. */
function imagePixelAuroc({ mask }: EvaluationRecord, map: () => AnomalyMap): number[] {
  if (!mask) return [];
  const labels = Array.from(mask.data);
  return labels.includes(0) && labels.includes(1) ? [auroc(map().data, labels)] : [];
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
