import { imageMetrics, precisionRecallCurve, rocCurve } from "@flawlens/metrics";
import type { PixelJudgement } from "./_pixelJudgement.ts";
import type { Row } from "./_rows.ts";
import type { ScoredRecord } from "./evaluationRecord.ts";
import type { PixelErrors, Scores } from "./results.ts";
import { thinCurve, type Curve } from "./thinCurve.ts";

/** The curves behind the scores of one type, thinned for plotting; `null` where undefined. */
export interface Curves {
  /** True-positive fraction over false-positive fraction of images. */
  roc: Curve | null;
  /** Precision over recall of images, in steps: the area below is the average precision. */
  precisionRecall: Curve | null;
  /** Mean overlap of regions over false-positive fraction of pixels, up to the limit. */
  pro: Curve | null;
}

/** What was found of one row. */
export interface Judgement {
  scores: Scores;
  curves: Curves;
  /** Why any of the scores is undefined; `null` where none is. */
  missing: string | null;
  /** How far each pixel score can be from the exact one; `null` where it is exact. */
  errors: PixelErrors | null;
}

/** The seven scores of a row: of its images, and what was found of their pixels. */
export function judge({
  row,
  records,
  pixels,
  curves,
}: {
  row: Row;
  /** The images of the row. */
  records: readonly ScoredRecord[];
  pixels: PixelJudgement;
  curves: boolean;
}): Judgement {
  const result: Scores = {
    imageAuroc: null,
    imageAveragePrecision: null,
    imageF1Max: null,
    ...pixels.scores,
  };
  const drawn: Curves = { roc: null, precisionRecall: null, pro: pixels.pro };

  const labels = records.map(row.label);
  const positives = labels.filter((label) => label === 1).length;
  if (positives > 0 && positives < records.length) {
    const scores = records.map(row.score);
    const metrics = imageMetrics(scores, labels);
    result.imageAuroc = metrics.auroc;
    result.imageAveragePrecision = metrics.averagePrecision;
    result.imageF1Max = metrics.f1Max.value;
    if (curves) {
      const roc = rocCurve(scores, labels);
      drawn.roc = thinCurve({ x: roc.falsePositiveRate, y: roc.truePositiveRate });
      const { recall, precision } = precisionRecallCurve(scores, labels);
      drawn.precisionRecall = thinCurve(steps(recall, precision));
    }
  }

  const missing = whyUndefined(result, positives, pixels.marked);
  return { scores: result, curves: drawn, missing, errors: pixels.errors };
}

/** Every value of y from the x before it to its own; the first, of no image at all, is left out. */
function steps(x: Float64Array, y: Float64Array) {
  const corners = { x: new Float64Array(2 * x.length - 2), y: new Float64Array(2 * x.length - 2) };
  for (let i = 1; i < x.length; i++) {
    corners.x.set([x[i - 1], x[i]], 2 * i - 2);
    corners.y.fill(y[i], 2 * i - 2, 2 * i);
  }
  return corners;
}

function whyUndefined(scores: Scores, positives: number, marked: number): string | null {
  if (positives === 0) return "no test image shows it";
  const reasons = [];
  if (scores.imageAuroc === null) reasons.push("every test image shows it: no image scores");
  if (scores.pixelAuroc === null)
    reasons.push(
      marked === 0
        ? "no mask marks a pixel of it, or maps have a single cell: no pixel scores"
        : "the masks mark every pixel: no pixel scores",
    );
  return reasons.length > 0 ? reasons.join("; ") : null;
}
