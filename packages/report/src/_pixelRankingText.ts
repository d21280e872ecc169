import type { PixelRanking } from "./results.ts";

const smallest = 0.001; // percent; no table shows as much

/**
 * Says in a sentence how pixels were ranked, and how far the scores can be from the exact ones.
 *
 * @example
 * pixelRankingText({ ranking: "exact" }); // => "Pixel scores are exact."
 */
export function pixelRankingText(pixels: PixelRanking): string {
  if (pixels.ranking === "exact") return "Pixel scores are exact.";
  const { pixelAuroc, pixelAveragePrecision, pixelF1Max, aupro } = pixels.errors;
  return (
    "Pixel scores are bounded, not exact: the exact ones differ by at most " +
    `${points(pixelAuroc)} (AUROC), ${points(pixelAveragePrecision)} (AP), ${points(pixelF1Max)} (F1max) and ` +
    `${points(aupro)} (AUPRO) percentage points.`
  );
}

/** A fraction in percent with one digit, rounded up. */
function points(fraction: number): string {
  const percent = Math.max(100 * fraction, smallest);
  const step = 10 ** Math.floor(Math.log10(percent));
  return String(Number((Math.ceil(percent / step - 1e-9) * step).toPrecision(1)));
}
