import { describe, expect, test } from "vitest";
import { sampleResults } from "../../test/sampleResults.ts";
import { compareRuns } from "./compareRuns.ts";
import { formatRuns } from "./formatRuns.ts";
import type { ComparedRun } from "./readRun.ts";

const run = (name: string, ...results: Parameters<typeof sampleResults>): ComparedRun => ({
  name,
  results: sampleResults(...results),
  bytes: 19_240_000,
  millisecondsPerImage: 31.4,
});
const cellsOf = (line: string) => line.trim().split(/ {2,}/);

describe("formatRuns", () => {
  test("writes a line a run under two lines of heads, each cell under its head", () => {
    const lines = formatRuns(compareRuns([run("first", 0.9)])).split("\n");
    expect(lines[0]).toBe("Any defect against normal; scores in percent");
    expect(cellsOf(lines[1])).toEqual(["image", "pixel", "threshold", "training", "detector"]);
    expect(cellsOf(lines[2])).toEqual(["run", "method", "data", "seed", "AUROC", "AP", "AUROC", "AP", "AUPRO", "found", "false alarms", "time", "GiB", "MB", "ms/image"]); // prettier-ignore
    expect(lines[3]).toMatch(/^─+$/);
    expect(cellsOf(lines[4])).toEqual(["first", "PatchCore", "parts", "1", "90.0", "90.0", "90.0", "90.0", "–", "18/20", "1/10", "1 min 25 s", "0.75", "19.2", "31"]); // prettier-ignore
    const end = (line: string, text: string) => line.indexOf(text) + text.length;
    expect(end(lines[4], "90.0")).toBe(end(lines[2], "AUROC"));
    expect(lines).toHaveLength(5);
  });

  test("marks what makes runs incomparable, and adds a table of several seeds", () => {
    const nuts = { name: "nuts", hash: "b2", train: 40, validation: 10, test: 30 };
    const text = formatRuns(
      compareRuns([run("a", 0.8), run("b", 0.9, { seed: 2 }), run("c", 1, { dataset: nuts })]),
    );
    expect(text).toMatch(/^! The runs were judged on different data sets \(parts, nuts\)/m);
    // The sample standard deviation of 80 and 90 is √50, which is 7.07.
    expect(text).toMatch(/\n\nPatchCore on parts\n[^]*any defect +85\.0 ± 7\.1/);
    expect(text).not.toContain("PatchCore on nuts");
  });
});
