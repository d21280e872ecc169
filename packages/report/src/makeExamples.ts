import { normalizeScore } from "./calibration.ts";
import type { EvaluationRecord } from "./evaluate.ts";
import type { Grid } from "@flawlens/metrics";
import type { RgbImage } from "./image.ts";
import { blend, outline } from "./overlay.ts";
import { pickExamples, type ExampleKind, type PickOptions } from "./pickExamples.ts";
import { fitWithin, thumbnail } from "./thumbnail.ts";

/** One image of a report, its pictures as data URIs. */
export interface Example {
  id: string;
  category: string;
  kind: ExampleKind;
  /** The types the image shows. */
  truth: string[];
  label: 0 | 1;
  /** The types whose thresholds its scores reach. */
  called: string[];
  /** Whether its score for any defect reaches that threshold; `null` without one. */
  calledAny: boolean | null;
  /** The type whose score and map are shown; `null` for any type. */
  type: string | null;
  score: number;
  threshold: number | null;
  /** In [0, 1], the threshold at one half. */
  normalizedScore: number;
  image: string;
  /** The image with its mask outlined; `null` without a mask. */
  outlined: string | null;
  /** The image under its anomaly map. */
  overlay: string;
  /** The image under the map of every type, small; for found images of a few types only. */
  typeOverlays: { type: string; overlay: string }[];
}

export interface MakeExamplesOptions extends PickOptions {
  /** Reads the picture of a record, in its own proportions. */
  readImage: (record: EvaluationRecord) => Promise<RgbImage>;
  /** The longer side of the pictures, in pixels. */
  size?: number;
}

const mostTypeOverlays = 12; // a wider grid would not be read

/**
 * The pictures of a report: images chosen by {@link pickExamples}, each as it is, with its mask
 * outlined, and under its anomaly map on the calibrated scale of its type, or of any defect. A few
 * kilobytes each.
 *
 * @example
 * const examples = await makeExamples({
 *   types,
 *   records,
 *   calibration: detector.metadata.calibration,
 *   any: detector.metadata.any,
 *   readImage: (record) => readImage(join(root, record.id)),
 * });
 */
export async function makeExamples({
  readImage,
  size = 320,
  ...options
}: MakeExamplesOptions): Promise<Example[]> {
  const { types, calibration, any } = options;
  const examples: Example[] = [];
  for (const { kind, record, type } of pickExamples(options)) {
    const image = await fitWithin(await readImage(record), size);
    const k = type === null ? -1 : types.indexOf(type);
    const shown =
      type === null
        ? { score: record.score, map: record.map, ...any }
        : { score: record.scores[k], map: record.maps[k], ...calibration[type] };
    const under = (map: Grid, range: [number, number], size?: number) =>
      thumbnail(blend(image, map, { range }), { size });
    const typeOverlays = [];
    if (kind === "found" && types.length > 1 && types.length <= mostTypeOverlays)
      for (const [j, type] of types.entries())
        typeOverlays.push({
          type,
          overlay: await under(record.maps[j], calibration[type].mapRange, size / 2),
        });
    examples.push({
      id: record.id,
      category: record.category,
      kind,
      truth: record.defectTypes,
      label: record.label,
      called: types.filter((type, j) => {
        const { threshold } = calibration[type];
        return threshold !== null && record.scores[j] >= threshold;
      }),
      calledAny: any.threshold === null ? null : record.score >= any.threshold,
      type,
      score: shown.score,
      threshold: shown.threshold,
      normalizedScore: normalizeScore(shown.score, shown),
      image: await thumbnail(image),
      outlined: record.mask ? await thumbnail(await outline(image, record.mask)) : null,
      overlay: await under(shown.map, shown.mapRange),
      typeOverlays,
    });
  }
  return examples;
}
