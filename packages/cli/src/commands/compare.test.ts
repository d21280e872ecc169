import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Results } from "@flawlens/report";
import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { sampleResults } from "../../test/sampleResults.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeTinyModel } from "../../test/tinyModel.ts";
import type { RunComparison } from "../compare/compareRuns.ts";

async function writeRun(folder: string, results: Results): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "results.json"), JSON.stringify(results));
  return folder;
}

/** Two seeds of one method, the first with a detector, and another method. */
async function writeRuns(): Promise<{ root: string; runs: string[] }> {
  const root = await temporaryFolder();
  const runs = [
    await writeRun(join(root, "s1"), sampleResults(0.8)),
    await writeRun(join(root, "s2"), sampleResults(0.9, { seed: 2 })),
    await writeRun(join(root, "adl"), sampleResults(0.7, { method: "ADL", decisions: undefined })),
  ];
  await writeTinyModel(join(root, "s1/detector.onnx"));
  return { root, runs };
}

describe("flawlens compare", () => {
  test("prints runs side by side, and mean ± deviation over seeds", async () => {
    const { runs } = await writeRuns();
    const { code, stdout } = await run("compare", ...runs, "-q");
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[2]).toMatch(/^run +method +data +seed +AUROC +AP +AUROC +AP +AUPRO +found +false alarms +time +GiB +MB +ms\/image$/); // prettier-ignore
    expect(lines[4]).toMatch(/s1 +PatchCore +parts +1( +80\.0){4} +– +18\/20 +1\/10 +1 min 25 s +0\.75 +0\.00\d+ +[\d.]+$/); // prettier-ignore
    expect(lines[6]).toMatch(/adl +ADL +parts +1( +70\.0){4}( +–){3} +1 min 25 s +0\.75 +– +–$/);
    expect(stdout).toMatch(
      /PatchCore on parts\n.*2 runs \(seeds 1, 2\)[^]*any defect +85\.0 ± 7\.1/,
    );
  });

  test("--json has it all, --html writes a page that is whole by itself", async () => {
    const { root, runs } = await writeRuns();
    const page = join(root, "page/runs.html");
    const { stdout, stderr } = await run("compare", ...runs, "--json", "--html", page);
    const comparison = JSON.parse(stdout) as RunComparison;
    expect(comparison.runs.map(({ imageAuroc }) => imageAuroc)).toEqual([0.8, 0.9, 0.7]);
    expect(comparison.runs[0].millisecondsPerImage).toBeGreaterThan(0);
    expect(comparison.runs[1].millisecondsPerImage).toBeNull();
    expect(comparison.groups).toHaveLength(1);
    expect(stderr).toMatch(/reading runs 3\/3 [^]*page: .*runs\.html\n$/);
    const text = await readFile(page, "utf8");
    expect(text).toContain("<title>3 runs compared</title>");
    expect(text).toContain("85.0 ± 7.1");
    expect(text.match(/class="[^"]*same"/g)).not.toBeNull(); // the best are marked
    expect(text).not.toMatch(/(src|href)="http/);
  });

  test("--no-speed runs no detector, and nothing is marked where data sets differ", async () => {
    const { root, runs } = await writeRuns();
    const nuts = { name: "nuts", hash: "n", train: 1, validation: 1, test: 1 };
    runs.push(await writeRun(join(root, "nuts"), sampleResults(1, { dataset: nuts })));
    const page = join(root, "runs.html");
    const { stdout } = await run("compare", ...runs, "--no-speed", "--html", page);
    expect(stdout).toContain("! The runs were judged on different data sets (parts, nuts)");
    expect(stdout).toMatch(/s1 .* –$/m);
    expect(await readFile(page, "utf8")).not.toMatch(/class="[^"]*same"/);
  });

  test.each([
    { of: "what is not there", path: "nowhere", code: 2, says: "got nowhere, which is not there" },
    { of: "a folder without results", path: import.meta.dirname, code: 2, says: "which has no results.json" }, // prettier-ignore
    { of: "a file that is none", path: join(import.meta.dirname, "../../package.json"), code: 1, says: "package.json: parseResults: expected" }, // prettier-ignore
  ])("refuses $of", async ({ path, code, says }) => {
    const result = await run("compare", path);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(says);
  });
});
