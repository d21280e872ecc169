import { describe, expect, test } from "vitest";
import { sampleResults } from "../../test/sampleResults.ts";
import { columns } from "./cells.ts";
import { compareRuns } from "./compareRuns.ts";

function cellsOf(known: boolean): string[] {
  const nothing = { decisions: undefined, seconds: { train: 0, evaluate: 1 }, peakMemory: null };
  const results = sampleResults(0.9, known ? {} : nothing);
  const measured = known ? { bytes: 19_240_000, millisecondsPerImage: 31.4 } : { bytes: null, millisecondsPerImage: null }; // prettier-ignore
  const [row] = compareRuns([{ name: "a", results, ...measured }]).runs;
  return columns.map(({ of }) => of(row));
}

describe("the columns of a comparison", () => {
  test("say what is known of a run, and a dash for what is not", () => {
    const scores = ["90.0", "90.0", "90.0", "90.0", "–"];
    expect(cellsOf(true)).toEqual(["PatchCore", "parts", "1", ...scores, "18/20", "1/10", "1 min 25 s", "0.75", "19.2", "31"]); // prettier-ignore
    expect(cellsOf(false)).toEqual([
      "PatchCore",
      "parts",
      "1",
      ...scores,
      "–",
      "–",
      "–",
      "–",
      "–",
      "–",
    ]);
  });

  test("write a slow detector and a large file without powers of ten", () => {
    const measured = { bytes: 1_234_567_890, millisecondsPerImage: 99.6 };
    const [row] = compareRuns([{ name: "a", results: sampleResults(0.9), ...measured }]).runs;
    expect(columns.slice(-2).map(({ of }) => of(row))).toEqual(["1235", "100"]);
  });
});
