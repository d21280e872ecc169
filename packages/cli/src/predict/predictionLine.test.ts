import { describe, expect, test } from "vitest";
import { records } from "../../test/records.ts";
import { predictionLine } from "./predictionLine.ts";

const [found] = records;

describe("predictionLine", () => {
  test("names anomalous types, and the place of the strongest region", () => {
    expect(predictionLine(found)).toBe(
      'a,"b".png  anomalous  -0.123 (threshold 0.5)  pit, stain  2 regions, the strongest at x 5, y 6, 7 x 8 px',
    );
  });

  test("says nothing of types where there is one only, nor of regions where there is none", () => {
    const [only] = found.types;
    expect(predictionLine({ ...found, types: [only], regions: found.regions.slice(0, 1) })).toBe(
      'a,"b".png  anomalous  -0.123 (threshold 0.5)  1 region at x 1, y 2, 3 x 4 px',
    );
    expect(predictionLine({ ...found, verdict: "normal", types: [], regions: [] })).toBe(
      'a,"b".png  normal  -0.123 (threshold 0.5)',
    );
  });

  test("says why there is no verdict", () => {
    expect(predictionLine(records[1])).toBe("b.png  undecided  damaged");
    expect(predictionLine({ ...found, verdict: "undecided", threshold: null, types: [], regions: [] })).toBe('a,"b".png  undecided  -0.123 (no threshold)'); // prettier-ignore
    expect(predictionLine({ ...records[1], note: "Undecided: the score is NaN." })).toBe(
      "b.png  undecided  Undecided: the score is NaN.",
    );
  });
});
