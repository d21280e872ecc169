import { expect, test } from "vitest";
import { pixelRankingText } from "./_pixelRankingText.ts";

test("pixelRankingText says which way, and rounds errors up in percentage points", () => {
  expect(pixelRankingText({ ranking: "exact" })).toBe("Pixel scores are exact.");
  const errors = { pixelAuroc: 0.00041, pixelAveragePrecision: 0.012, pixelF1Max: 0, aupro: 0.3 };
  expect(pixelRankingText({ ranking: "bounded", errors })).toBe(
    "Pixel scores are bounded, not exact: the exact ones differ by at most 0.05 (AUROC), 2 (AP), 0.001 (F1max) and " +
      "30 (AUPRO) percentage points.",
  );
});
