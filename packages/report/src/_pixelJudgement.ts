import type { ProCurve } from "@flawlens/metrics";
import type { PixelErrors, PixelScores } from "./results.ts";
import { thinCurve, type Curve } from "./thinCurve.ts";

/** The pixel scores of one row. */
export interface PixelJudgement {
  /** Pixels that are anomalous. */
  marked: number;
  /** `null` where the pixels are all of one kind. */
  scores: PixelScores;
  /** How far each score can be from the exact one; `null` where it is exact. */
  errors: PixelErrors | null;
  /** Mean overlap of regions over false-positive fraction of pixels, up to the limit. */
  pro: Curve | null;
}

export const noPixelScores: PixelScores = {
  pixelAuroc: null,
  pixelAveragePrecision: null,
  pixelF1Max: null,
  aupro: null,
};

/** The part of a PRO curve up to the limit, thinned for a plot that is that wide. */
export function drawnPro(
  limit: number,
  { x, y }: { x: ProCurve["falsePositiveRate"]; y: ProCurve["overlap"] },
): Curve {
  return thinCurve(upTo(limit, { x, y }), { tolerance: 1e-3 * limit });
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
