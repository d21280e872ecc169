import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describerResults, evaluateDescriber } from "@flawlens/alphaclip";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { describerResults as sample } from "../../test/describerResults.ts";
import { recorder } from "../../test/recorder.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { evaluateRegions } from "./evaluateRegions.ts";
import type { EvaluateRegionsOptions } from "./evaluateRegions.ts";

vi.mock(import("@flawlens/alphaclip"), async (load) => ({
  ...(await load()),
  evaluateDescriber: vi.fn(),
  describerResults: vi.fn(),
}));

const regions = regionsOf([["nut", "pit on nut"]]);

async function evaluated(options: Partial<EvaluateRegionsOptions> = {}) {
  const [stdout, stderr] = [recorder(), recorder()];
  const terminal = createTerminal({ stdout, stderr });
  const given = { model: {}, engine: {}, regions, ...options } as EvaluateRegionsOptions;
  const results = await evaluateRegions(terminal, given);
  return { results, stdout: stdout.text(), stderr: stderr.text() };
}

describe("evaluateRegions", () => {
  beforeEach(() => {
    vi.mocked(evaluateDescriber)
      .mockReset()
      .mockResolvedValue({ unknown: ["a dent", "a hole"], regions: [] } as never);
    vi.mocked(describerResults).mockReset().mockReturnValue(sample());
  });

  test("prints a table, notes descriptions that are new to the model, and writes nothing", async () => {
    const { stdout, stderr } = await evaluated();
    expect(stdout).toMatch(/with the region's mask +87\.5 +100\.0\n/);
    expect(stderr).toContain('note: the model was not trained on 2 of the descriptions, such as "a dent"'); // prettier-ignore
    expect(stderr).not.toContain("report:");
    expect(vi.mocked(evaluateDescriber).mock.calls[0][2]).toMatchObject({ split: "test" });
  });

  test("judges another side, as JSON, and writes results and a report where it is told to", async () => {
    const out = await temporaryFolder();
    const { stdout, results } = await evaluated({ out, json: true, split: "validation" });
    expect(JSON.parse(stdout)).toEqual(sample());
    expect(results).toEqual(sample());
    expect(await readdir(out)).toEqual(["report.html", "results.json"]);
    expect(JSON.parse(await readFile(join(out, "results.json"), "utf8"))).toEqual(sample());
    expect(vi.mocked(evaluateDescriber).mock.calls[0][2]).toMatchObject({ split: "validation" });
  });

  test("keeps how long the training took that was just now", async () => {
    const log = { seconds: () => 83, readings: [] } as unknown as EvaluateRegionsOptions["log"];
    await evaluated({ log });
    expect(vi.mocked(describerResults).mock.calls[0][3].seconds.train).toBe(83);
    await evaluated();
    expect(vi.mocked(describerResults).mock.calls[1][3].seconds.train).toBe(0);
  });
});
