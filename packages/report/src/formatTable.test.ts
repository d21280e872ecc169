import { describe, expect, test } from "vitest";
import { noScores, sampleResults, sampleScores } from "../test/sampleResults.ts";
import { formatTable } from "./formatTable.ts";

describe("formatTable", () => {
  test("aligns types, means and categories and explains each dash", () => {
    const categories = { bottle: sampleScores(0.8), cap: noScores };
    expect(`\n${formatTable(sampleResults({ categories }))}\n`).toBe(`
Scores in percent
                       image               pixel
type           images  AUROC    AP  F1max  AUROC    AP  F1max  AUPRO  threshold
───────────────────────────────────────────────────────────────────────────────
scratch            12   97.0  87.0   77.0   92.0  57.0   67.0   82.0      0.432
missing parts       0      –     –      –      –     –      –      –          –
───────────────────────────────────────────────────────────────────────────────
mean of types           97.0  87.0   77.0   92.0  57.0   67.0   82.0
any defect              90.0  80.0   70.0   85.0  50.0   60.0   75.0
───────────────────────────────────────────────────────────────────────────────
bottle                  80.0  70.0   60.0   75.0  40.0   50.0   65.0
cap                        –     –      –      –     –      –      –
– undefined: it takes anomalous and normal images (pixels).
– not in the mean: missing parts: no test image shows it
– threshold: the type was not calibrated on validation data.
Pixel scores are exact.
`);
  });

  test("of a detector that does not tell types apart has one row", () => {
    const types = { anomaly: { ...sampleScores(0.9), support: 12, threshold: 0.4321 } };
    const scores = { macro: sampleScores(0.9), any: sampleScores(0.9) };
    expect(`\n${formatTable(sampleResults({ types, ...scores, undefinedTypes: [] }))}\n`).toBe(`
Scores in percent
                    image               pixel
type        images  AUROC    AP  F1max  AUROC    AP  F1max  AUPRO  threshold
────────────────────────────────────────────────────────────────────────────
any defect      12   90.0  80.0   70.0   85.0  50.0   60.0   75.0      0.432
Pixel scores are exact.
`);
  });

  test("says what the scores leave out", () => {
    const leftOut = [{ unknown: "mask" as const, images: 5, scores: ["aupro"], ids: ["pit/1"] }];
    expect(formatTable(sampleResults({ leftOut }))).toContain(
      "\nPixel AUROC, pixel AP, pixel F1max and AUPRO leave out 5 anomalous images without a mask",
    );
    expect(formatTable(sampleResults())).not.toContain("leave out");
  });

  test.each([
    { expected: 0.0625, says: "1 of 16 normal images called anomalous (6.3 %); at most 6.3 % were expected." }, // prettier-ignore
    { expected: null, says: "1 of 16 normal images called anomalous (6.3 %)." },
    { expected: undefined, says: "1 of 16 normal images called anomalous (6.3 %)." },
  ])(
    "tells false alarms beside what was expected of the threshold: $expected",
    ({ expected: expectedFalseAlarmFraction, says }) => {
      const decisions = { found: 3, positives: 4, falseAlarms: 1, negatives: 16, expectedFalseAlarmFraction }; // prettier-ignore
      const line = `At the stored threshold: 3 of 4 anomalous images found, ${says}`;
      expect(formatTable(sampleResults({ decisions })).split("\n")).toContain(line);
    },
  );

  test("keeps columns aligned under wide characters", () => {
    const types = { 划痕: { ...sampleScores(0.97), support: 3, threshold: 1 } };
    const lines = formatTable(sampleResults({ types })).split("\n");
    const row = lines.find((line) => line.startsWith("划痕")) as string;
    const head = lines.find((line) => line.startsWith("type")) as string;
    expect(row.length).toBe(head.length - 2); // two characters, four columns
  });
});
