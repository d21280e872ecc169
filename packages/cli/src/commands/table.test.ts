import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readResults } from "@flawlens/report";
import { engine } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeParts } from "../../test/partImages.ts";
import { run } from "../../test/run.ts";
import { pressCtrlC, runUntil } from "../../test/runUntil.ts";

let folder: string;
let args: string[];
let before: number; // tensors of files that ran in this process before
beforeAll(async () => {
  before = engine().state.numTensors;
  folder = await realpath(await mkdtemp(join(tmpdir(), "flawlens-table-")));
  const data = join(folder, "parts");
  await writeParts(data, { good: 20, bright: 5, dark: 5 });
  args = ["table", "--data", data, "--out", join(folder, "out"), "--methods", `adl:${join(import.meta.dirname, "../../test/tinyAdl.json")},patchcore:${join(import.meta.dirname, "../../test/tinyPatchcore.json")}`, "--levels", "0.2", "--shot-counts", "2", "--seeds", "1,2"]; // prettier-ignore
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const runFolder = (method: string, seed: number) =>
  join(folder, "out/parts", method, `contamination-0.2/shots-2/seed-${seed}`);

describe("flawlens table", () => {
  test("is stopped by Ctrl-C, goes on with the same command, and prints means over the seeds", async () => {
    const stopped = await runUntil("training ", pressCtrlC, ...args);
    expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
    expect(stopped.stderr).toContain("interrupted; the same command goes on from there");

    const { code, stdout, stderr } = await run(...args);
    expect([code, stderr]).toEqual([0, expect.stringContaining("resuming after step")]);
    const rows = stdout.split("\n").filter((line) => line.startsWith("parts"));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatch(/ 2 +(1\.000|\.\d{3}) ± \.\d{3} /);
    expect(rows[0]).toMatch(/^parts +adl-tinyAdl-reference .* [\d.]+\/[\d.]+\/[\d.]+ /);
  });

  test("prints the same as JSON without training anything, and judges methods by the same images", async () => {
    const { stdout, stderr } = await run(...args, "--print-only", "--json");
    expect(stderr).toBe("");
    const [adl, patchcore] = JSON.parse(stdout) as { figures: Record<string, unknown> }[];
    expect(adl).toMatchObject({ category: "parts", method: "adl-tinyAdl-reference", level: 0.2, shots: 2, seeds: [1, 2], paper: { image: null, pixel: null } }); // prettier-ignore
    for (const name of ["imageAuroc", "fusedByValidation", "deviation", "uncertainty", "segmentation", "suspectPrecision"]) // prettier-ignore
      expect([name, adl.figures[name]]).toEqual([name, expect.objectContaining({ mean: expect.any(Number) })]); // prettier-ignore
    expect(patchcore.figures).toMatchObject({ deviation: null, suspectPrecision: { mean: expect.any(Number) } }); // prettier-ignore
    const tested = async (method: string) => {
      const file = join(runFolder(method, 1), "manifest.json");
      const { samples } = JSON.parse(await readFile(file, "utf8")) as { samples: { id: string; split: string }[] }; // prettier-ignore
      return samples.filter(({ split }) => split === "test").map(({ id }) => id);
    };
    expect(await tested("patchcore-tinyPatchcore")).toEqual(await tested("adl-tinyAdl-reference"));
    const results = await readResults(join(runFolder("adl-tinyAdl-reference", 2), "results.json"));
    expect(results.seed).toBe(2);
  });

  test("shows the defaults of lists in its help as they would be typed", async () => {
    const { code, stdout } = await run("table", "--help");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/planted anomalies \(default:\s+0\.1,0\.15,0\.2\)/)]); // prettier-ignore
    expect(stdout).not.toMatch(/default:\s+\[/);
  });

  test("refuses a category that there is not", async () => {
    const { code, stderr } = await run(...args, "--categories", "moon");
    expect([code, stderr]).toEqual([2, expect.stringContaining('as one of parts in')]); // prettier-ignore
  });

  test("gives the memory of its runs back", () => {
    expect(engine().state.numTensors).toBe(before);
  });
});
