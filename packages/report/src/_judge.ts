import type { AnomalyMap } from "@flawlens/inference/core";
import {
  imageMetrics,
  pixelMetrics,
  precisionRecallCurve,
  rocCurve,
  type Grid,
} from "@flawlens/metrics";
import { proPoints } from "./_proPoints.ts";
import { scoreNames, type Scores } from "./results.ts";
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

export interface JudgedImage {
  score: number;
  label: 0 | 1;
  /** Its map at the size of its mask, made when it is needed. */
  map: () => AnomalyMap;
  mask: Grid;
  /** Whether its pixels count. */
  pixels: boolean;
}

/** The seven scores of one ranking of images and pixels, and why any of them is undefined. */
export function judge({
  images,
  size,
  fprLimit,
  curves,
}: {
  images: JudgedImage[];
  size: { height: number; width: number };
  fprLimit: number;
  curves: boolean;
}): { scores: Scores; curves: Curves; missing: string | null } {
  const result = Object.fromEntries(scoreNames.map((name) => [name, null])) as unknown as Scores;
  const drawn: Curves = { roc: null, precisionRecall: null, pro: null };

  const positives = images.filter(({ label }) => label === 1).length;
  if (positives > 0 && positives < images.length) {
    const scores = images.map(({ score }) => score);
    const labels = images.map(({ label }) => label);
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

  const seen = images.filter(({ pixels }) => pixels);
  const masks = seen.map(({ mask }) => mask);
  const marked = masks.reduce((sum, mask) => sum + countOnes(mask), 0);
  if (marked > 0 && marked < seen.length * size.height * size.width) {
    const maps = seen.map(({ map }) => map());
    const metrics = pixelMetrics(maps, masks, { fprLimit });
    result.pixelAuroc = metrics.auroc;
    result.pixelAveragePrecision = metrics.averagePrecision;
    result.pixelF1Max = metrics.f1Max.value;
    result.aupro = metrics.aupro;
    if (curves) {
      const part = upTo(fprLimit, proPoints(maps, masks, { limit: fprLimit }));
      drawn.pro = thinCurve(part, { tolerance: 1e-3 * fprLimit }); // the plot is that wide
    }
  }

  return { scores: result, curves: drawn, missing: whyUndefined(result, positives, marked) };
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
        ? "no mask marks a pixel of it: no pixel scores"
        : "the masks mark every pixel: no pixel scores",
    );
  return reasons.length > 0 ? reasons.join("; ") : null;
}

function countOnes({ data }: Grid): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  return sum;
}

/** The part of a curve with x up to the limit, its end interpolated there; x rises. */
function upTo(limit: number, { x, y }: { x: Float64Array; y: Float64Array }) {
  let end = 0;
  while (end < x.length && x[end] <= limit) end++;
  if (end === 0 || end === x.length) return { x, y };
  const along = (limit - x[end - 1]) / (x[end] - x[end - 1]);
  const partX = x.slice(0, end + 1);
  const partY = y.slice(0, end + 1);
  partX[end] = limit;
  partY[end] = y[end - 1] + along * (y[end] - y[end - 1]);
  return { x: partX, y: partY };
}
