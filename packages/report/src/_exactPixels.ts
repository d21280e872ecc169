import { pixelMetrics, type Grid } from "@flawlens/metrics";
import { drawnPro, noPixelScores, type PixelJudgement } from "./_pixelJudgement.ts";
import { proPoints } from "./_proPoints.ts";
import type { JudgedPixels } from "./_rows.ts";

/** Ranks all pixels of a row: about 13 bytes a pixel while it runs. */
export function exactPixels(
  images: readonly JudgedPixels[],
  { fprLimit, curves }: { fprLimit: number; curves: boolean },
): PixelJudgement {
  const masks = images.map(({ mask }) => mask);
  const marked = masks.reduce((sum, mask) => sum + countOnes(mask), 0);
  const all = masks.reduce((sum, { data }) => sum + data.length, 0);
  if (marked === 0 || marked === all)
    return { marked, scores: noPixelScores, errors: null, pro: null };
  const maps = images.map(({ map }) => map());
  const { auroc, averagePrecision, f1Max, aupro } = pixelMetrics(maps, masks, { fprLimit });
  return {
    marked,
    scores: {
      pixelAuroc: auroc,
      pixelAveragePrecision: averagePrecision,
      pixelF1Max: f1Max.value,
      aupro,
    },
    errors: null,
    pro: curves ? drawnPro(fprLimit, proPoints(maps, masks, { limit: fprLimit })) : null,
  };
}

function countOnes({ data }: Grid): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  return sum;
}
