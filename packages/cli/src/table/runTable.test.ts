import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { recorder } from "../../test/recorder.ts";
import { sampleResults } from "../../test/sampleResults.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { trainRun } from "../train/trainRun.ts";
import type { TableRow } from "./readRow.ts";
import { runTable } from "./runTable.ts";
import type { TableOptions } from "./runTable.ts";

vi.mock("../train/trainRun.ts", () => ({ trainRun: vi.fn() }));

const seedFolder = (out: string, seed: number) =>
  join(out, "parts/padim/contamination-0.1/shots-2", `seed-${seed}`);

async function leaveResults(folder: string, score: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "results.json"), JSON.stringify(sampleResults(score)));
}

/** A table of two seeds, the first of which has its results; a training leaves others unless it is interrupted. */
async function table(options: Partial<TableOptions> = {}, interrupted = false) {
  const dataset = join(await temporaryFolder(), "parts");
  const out = join(dirname(dataset), "out");
  await writeFiles(dataset, ["good/a.png", "good/b.png", "pit/c.png"]);
  await leaveResults(seedFolder(out, 1), 0.5);
  vi.mocked(trainRun)
    .mockReset()
    .mockImplementation(async (_terminal, run) => {
      if (!interrupted) await leaveResults(run.out, 1);
      return !interrupted;
    });
  const stdout = recorder();
  const done = await runTable(
    createTerminal({ stdout, stderr: recorder() }),
    { dataset, out, methods: ["padim"], modes: [], levels: [0.1], shotCounts: [2], seeds: [1, 2], json: true, ...options }, // prettier-ignore
    new AbortController().signal,
  );
  const rows = () => JSON.parse(stdout.text()) as TableRow[];
  return { out, done, stdout, rows, trained: vi.mocked(trainRun).mock.calls.map(([, run]) => run) };
}

describe("runTable", () => {
  test("trains what has no results yet, and tells the mean of all seeds", async () => {
    const { out, done, rows, trained } = await table({ settings: ["inputSize=32"] });
    expect(done).toBe(true);
    expect(trained).toMatchObject([
      {
        out: seedFolder(out, 2),
        method: "padim",
        seed: 2,
        settings: ["inputSize=32"],
        data: { contamination: 0.1, shots: 2, category: undefined },
        resume: false,
      },
    ]);
    expect(rows()).toMatchObject([
      { category: "parts", seeds: [1, 2], figures: { imageAuroc: { mean: 0.75 } } },
    ]);
  });

  test("only prints where it is told to", async () => {
    const { rows, trained } = await table({ printOnly: true });
    expect(trained).toEqual([]);
    expect(rows()).toMatchObject([{ seeds: [1], figures: { imageAuroc: { mean: 0.5 } } }]);
  });

  test("prints nothing where a training was interrupted", async () => {
    const { done, stdout } = await table({}, true);
    expect([done, stdout.text()]).toEqual([false, ""]);
  });

  test("refuses categories that are not there", async () => {
    await expect(table({ categories: ["parts", "nut"] })).rejects.toThrow(
      "expected { category } (--category) as one of parts",
    );
  });
});
