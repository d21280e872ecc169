import { describe, expect, test } from "vitest";
import { sampleResults } from "../../test/sampleResults.ts";
import { comparePage } from "./comparePage.ts";
import { compareRuns } from "./compareRuns.ts";
import type { ComparedRun } from "./readRun.ts";

const run = (
  name: string,
  [score, changes]: Parameters<typeof sampleResults>,
  millisecondsPerImage: number | null = 31,
): ComparedRun => ({
  name,
  results: sampleResults(score, changes),
  bytes: 19_240_000,
  millisecondsPerImage,
});
const pageOf = (...runs: ComparedRun[]) => comparePage(compareRuns(runs)).replaceAll(/\s+/g, " ");

/** The marked cells of each row of the first table. */
const marked = (page: string) => {
  const [, body] = /<tbody>(.*?)<\/tbody>/.exec(page)!;
  return body
    .split("</tr>")
    .slice(0, -1)
    .map((row) =>
      [...row.matchAll(/<td class="[^"]*same"> ?(.*?) ?<\/td>/g)].map(([, text]) => text),
    );
};

describe("comparePage", () => {
  test("marks the best of each column: the higher score, the shorter time, nothing where all are equal", () => {
    const page = pageOf(run("a", [0.8], 10), run("b", [0.9], 20), run("c", [0.7], null));
    // Runs a, b, c are equal in decisions, seconds and bytes; none has an AUPRO.
    expect(marked(page)).toEqual([["10"], ["90.0", "90.0", "90.0", "90.0"], []]);
    expect(page).toContain("The best of each column is marked.");
  });

  test("marks nothing of runs on different data, and says so", () => {
    const nuts = { name: "nuts", hash: "b2", train: 1, validation: 1, test: 1 };
    const page = pageOf(run("a", [0.8]), run("b", [0.9, { dataset: nuts }]));
    expect(marked(page)).toEqual([[], []]);
    expect(page).toMatch(/<b>The runs were judged on different data sets \(parts, nuts\)/);
    expect(page).toMatch(/PatchCore, seed 1, nuts ?</); // only then the set is part of a run's words
    expect(page).not.toContain("The best of each column");
  });

  test("of one run has no marks and no table over seeds", () => {
    const page = pageOf(run("a <b>", [0.8]));
    expect(page).toContain("<h1>One run</h1>");
    expect(page).toContain("a &lt;b&gt;");
    expect(page).toMatch(/PatchCore, seed 1 ?</);
    expect(marked(page)).toEqual([[]]);
    expect(page).not.toContain("Over seeds");
  });

  test("has mean and deviation over seeds, without a mean of types where there is one", () => {
    const page = pageOf(run("a", [0.8]), run("b", [0.9, { seed: 2 }]));
    const [, seeds] = page.split("<h2>Over seeds</h2>");
    expect(seeds).toContain("<h3>PatchCore on parts</h3>");
    expect(seeds).toContain("Seeds 1, 2");
    const rows = [...seeds.matchAll(/<th scope="row">(.*?)<\/th>(.*?)<\/tr>/g)];
    expect(rows.map(([, name]) => name)).toEqual(["anomaly", "any defect"]);
    const cells = [...rows[1][2].matchAll(/<td[^>]*> ?(.*?) ?<\/td>/g)].map(([, text]) => text);
    // √50 = 7.07 is the sample standard deviation of 80 and 90; there is no AUPRO.
    expect(cells).toEqual([...Array<string>(6).fill("85.0 ± 7.1"), "–"]);
  });
});
