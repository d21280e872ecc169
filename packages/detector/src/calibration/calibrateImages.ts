import { expectedFalseAlarms } from "@flawlens/inference/thresholds";
import { mostValidationScores } from "@flawlens/inference/metadata";
import type { TypeCalibration, ValidationScores } from "@flawlens/inference/core";
import type { Detector } from "../detector.ts";
import { quantile } from "./quantile.ts";
import { calibrateReadings } from "./readings.ts";
import type { Reading } from "./readings.ts";
import { defaultRule, ruleForAny, ruleForType, ruleInWords } from "./thresholdRule.ts";
import type { ThresholdRule } from "./thresholdRule.ts";

/** How a detector's numbers are read. */
export interface Calibration {
  types: Record<string, TypeCalibration>;
  /** The calibration of any defect: of the sum of the types' scores, and of the sum of their maps. */
  any: TypeCalibration;
  /** Median and 0.95 quantile of each column of each extra output over normal images. */
  extras: Record<string, { typical: number[]; high: number[] }>;
  /** Types left without a threshold, because validation shows none of them. */
  uncalibrated: string[];
  /**
   * Validation images, and the parts that the normal ones show. Those whose label is not known (`unknown`) were left
   * out. Anomalous ones whose types are not known (`untyped`, counted in `anomalous` too) were left out of the types'
   * thresholds and scales.
   */
  images: {
    normal: number;
    normalParts: number;
    anomalous: number;
    untyped: number;
    unknown: number;
  };
  /**
   * The scores that all this rests on, kept with the detector so that other thresholds can be chosen later; `null`
   * where there are more than `mostValidationScores` of them.
   */
  validation: ValidationScores | null;
  /** How thresholds were chosen. */
  rule: ThresholdRule;
  /** The rule in words. */
  ruleInWords: string;
  /**
   * The fraction of new normal images that is expected to be called anomalous at most, see `expectedFalseAlarms` of
   * `@flawlens/inference/thresholds`; `null` where the rule makes no such promise.
   */
  expectedFalseAlarmFraction: number | null;
}

/** The numbers that calibration keeps of one validation image. */
export interface ValidationImage {
  /** The name of the image in errors. */
  id: string;
  /** `[M]`. */
  scores: ArrayLike<number>;
  /** `[M]`: the highest cell of each map. */
  peaks: ArrayLike<number>;
  /** The highest cell of the sum of the maps. */
  anyPeak: number;
  /** `[M]`: 1 where the image shows the type; all 0 for an anomalous image whose types are not known. */
  labels: ArrayLike<number>;
  /** 0 where nothing at all is wrong with it; `null` where nobody knows. */
  label: 0 | 1 | null;
  /** The key of the part that it shows, the same for all images of one part; absent: a part of its own. */
  part?: string;
  /** Values of each extra output; default none. */
  extras?: Record<string, ArrayLike<number>>;
}

/**
 * {@link calibrate} from numbers already at hand.
 *
 * Any defect is scored by the sum over types. A loss that trains P_k = 1 - exp(-z_k) as the chance of type k,
 * taken as independent of the others, makes the chance of at least one type
 *
 *     1 - prod_k (1 - P_k) = 1 - exp(-sum_k z_k)
 *
 * which rises with the sum; no type's threshold has a part in it. A detector of one type has one
 * calibration: that of any defect.
 *
 * Relative maps (see `MapKind`) have the scale [0, 1] and the threshold one half: of their own height, image by
 * image.
 *
 * @throws {RangeError} If there is no normal image, a given threshold is missing, or a score is not finite.
 */
export function calibrateImages(
  { types, mapKind = "absolute" }: Pick<Detector, "types" | "mapKind">,
  all: readonly ValidationImage[],
  given?: ThresholdRule,
): Calibration {
  const images = all.filter(({ label }) => label !== null);
  for (const image of images) checkFinite(image);
  const normals = images.filter(({ label }) => label === 0);
  if (normals.length === 0)
    throw new RangeError(
      `calibrate: expected normal images in the validation split, got none among ${all.length}; ` +
        `move some there`,
    );
  const anomalous = images.length - normals.length;
  const parts = partNumbers(images);
  const isTyped = ({ label, labels }: ValidationImage) =>
    label === 0 || Array.from(labels).includes(1);
  const typed = images.flatMap((image, i) => (isTyped(image) ? [{ image, part: parts[i] }] : []));
  const rule = given ?? defaultRule(anomalous);
  const finished = (calibration: TypeCalibration): TypeCalibration =>
    mapKind === "absolute" ? calibration : { ...calibration, mapRange: [0, 1], mapThreshold: 0.5 };

  const sums = images.map(({ scores, anyPeak, label }, i): Reading => {
    const [shows, normal] = [label === 1, label === 0];
    return { score: sum(scores), peak: anyPeak, shows, normal, part: parts[i] };
  });
  const normalSums = sums.filter(({ normal }) => normal);
  const single = types.length === 1;
  const anyRule =
    single && rule.rule === "given" ? ruleForType(rule, types[0]) : ruleForAny(rule, anomalous);
  const any = finished(calibrateReadings(sums, anyRule));
  const calibrated = types.map((type, k): [string, TypeCalibration] => {
    if (single) return [type, any];
    const readings = typed.map(({ image: { scores, peaks, labels, label }, part }): Reading => {
      const [shows, normal] = [labels[k] === 1, label === 0];
      return { score: scores[k], peak: peaks[k], shows, normal, part };
    });
    return [type, finished(calibrateReadings(readings, ruleForType(rule, type)))];
  });
  return {
    types: Object.fromEntries(calibrated),
    any,
    extras: extrasOf(normals),
    uncalibrated: calibrated
      .filter(([, { threshold }]) => threshold === null)
      .map(([type]) => type),
    images: {
      normal: normals.length,
      normalParts: new Set(normalSums.map(({ part }) => part)).size,
      anomalous,
      untyped: images.length - typed.length,
      unknown: all.length - images.length,
    },
    validation: validationScores(types, images, parts),
    rule,
    ruleInWords: ruleInWords(rule),
    expectedFalseAlarmFraction:
      "fraction" in rule && any.threshold !== null
        ? expectedFalseAlarms(normalSums, any.threshold)
        : null,
  };
}

/** Scores of images of known label, to the 9 digits that tell every float32 from the next. */
function validationScores(
  types: readonly string[],
  images: readonly ValidationImage[],
  parts: readonly number[],
): ValidationScores | null {
  if (images.length * types.length > mostValidationScores) return null;
  const digits = (value: number) => Number(value.toPrecision(9));
  return {
    labels: images.map(({ label }) => label as 0 | 1),
    parts,
    scores: types.map((_, k) => images.map(({ scores }) => digits(scores[k]))),
    shows: types.map((_, k) =>
      images.map(({ label, labels }) => {
        if (label === 0) return 0;
        if (types.length === 1) return 1;
        return Array.from(labels).includes(1) ? (labels[k] as 0 | 1) : null;
      }),
    ),
  };
}

/** The parts of images, numbered as they come. */
function partNumbers(images: readonly ValidationImage[]): number[] {
  const numbers = new Map<unknown, number>();
  return images.map((image) => {
    const key = image.part ?? image; // an object of its own
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function extrasOf(normals: readonly ValidationImage[]): Calibration["extras"] {
  const names = Object.keys(normals[0].extras ?? {});
  const columns = (name: string) =>
    Array.from(normals[0].extras![name], (_, column) =>
      normals.map(({ extras }) => extras![name][column]).sort((a, b) => a - b),
    );
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        typical: columns(name).map((values) => quantile(values, 0.5) as number),
        high: columns(name).map((values) => quantile(values, 0.95) as number),
      },
    ]),
  );
}

function checkFinite({ id, scores, peaks, anyPeak, extras = {} }: ValidationImage): void {
  const values = [scores, peaks, [anyPeak], ...Object.values(extras)].map((list) =>
    Array.from(list),
  );
  if (values.flat().every(Number.isFinite)) return;
  throw new RangeError(
    `calibrate: expected finite scores, peaks and extras, got ${values.map((list) => list.join(", ")).join("; ")} of ${id}`,
  );
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
