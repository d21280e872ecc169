import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { run } from "../../test/run.ts";
import { sampleResults } from "../../test/sampleResults.ts";
import { sweepOf } from "../../test/sweepOf.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { jobCommand } from "./jobCommand.ts";
import { planSweep } from "./planSweep.ts";
import { runSweep } from "./runSweep.ts";

vi.mock("./jobCommand.ts", () => ({ jobCommand: vi.fn() }));

/** Instead of training: leaves results, fails with the second seed while `fails`, or goes on until it is ended. */
let fails = false;
let endless = false;
beforeEach(() => {
  [fails, endless] = [false, false];
  vi.mocked(jobCommand).mockClear();
  vi.mocked(jobCommand).mockImplementation(({ argv }, root) => {
    const out = join(root, argv[argv.indexOf("--out") + 1]);
    const script = endless
      ? "setTimeout(() => {}, 60_000)"
      : fails && out.endsWith("seed-2")
        ? "console.error('error: expected images, got none'); process.exit(1)"
        : `const fs = require('fs'); fs.mkdirSync(${JSON.stringify(out)}, { recursive: true }); fs.writeFileSync(${JSON.stringify(join(out, "results.json"))}, ${JSON.stringify(JSON.stringify(sampleResults(0.9)))})`; // prettier-ignore
    return { file: process.execPath, args: ["-e", script] };
  });
});

async function sweep(
  options: Parameters<typeof runSweep>[2] = {},
  folder?: string,
  signal = new AbortController().signal,
) {
  const out = folder ?? (await planned());
  const stderr = recorder();
  const terminal = createTerminal({ stdout: recorder(), stderr });
  vi.mocked(jobCommand).mockClear();
  const done = await runSweep(terminal, out, options, signal);
  const begun = vi.mocked(jobCommand).mock.calls.map(([{ id }]) => id.slice(-1));
  // Several begin at once, and any may be the first to know that it is not done: their order is not a result.
  return { out, done, begun: begun.toSorted().join(""), said: stderr.text() };
}

async function planned(): Promise<string> {
  const { grid, out } = await sweepOf({ seeds: [1, 2, 3] });
  await planSweep(grid, { out });
  return out;
}

describe("flawlens sweep run", () => {
  test("does what is not done, tells what failed at the end, and tries that again", async () => {
    fails = true;
    const first = await sweep({ jobs: 3 });
    expect([first.done, first.begun]).toEqual([false, "123"]);
    expect(first.said).toMatch(/1 jobs failed; the same command tries them again\nparts_padim_contamination-0.1_shots-2_seed-2 ended with exit code 1\n  error: expected images, got none\n$/); // prettier-ignore
    const status = await run("sweep", "status", first.out);
    expect(status.stdout).toMatch(/jobs +3\ndone +2, .* each\nfailed +1\nopen +0\n\nparts_.*seed-2: error: expected images, got none\n/); // prettier-ignore
    const table = await run("table", first.out);
    expect(table.stdout).toMatch(/\nparts +padim +0.1 +2 +2 +\.900 ± \.000/);
    expect(table.stderr).toContain("note: 1 runs have no results yet");

    fails = false;
    const second = await sweep({}, first.out);
    expect([second.done, second.begun]).toEqual([true, "2"]);
    expect(second.said).toContain("3 jobs, 2 of them done");
    expect(await sweep({}, first.out)).toMatchObject({ done: true, begun: "" });
  });

  test("does a part of the list, with its share of the cores", async () => {
    const { begun } = await sweep({ jobs: 1000, shard: [{ index: 1, of: 2 }] });
    expect(begun).toBe("13");
    expect(vi.mocked(jobCommand).mock.calls[0][2]).toBe(1);
  });

  test("ends what runs where it is interrupted, and leaves nothing half-done", async () => {
    endless = true;
    const controller = new AbortController();
    const both = setInterval(() => {
      if (vi.mocked(jobCommand).mock.calls.length === 2) controller.abort();
    }, 20);
    const { out, done, begun } = await sweep({ jobs: 2 }, undefined, controller.signal);
    clearInterval(both);
    expect([done, begun]).toEqual([false, "12"]);
    const { stdout } = await run("sweep", "status", out, "--json");
    expect(JSON.parse(stdout)).toEqual({ jobs: 3, done: 0, seconds: 0, failed: [], open: 3 });
  });

  test("refuses jobs that are none", async () => {
    const out = await planned();
    await mkdir(out, { recursive: true });
    const job = { id: "a", hash: "0".repeat(64), group: "a", argv: ["serve"] };
    await writeFile(join(out, "sweep.json"), JSON.stringify({ format: 1, root: ".", jobs: [job] }));
    await expect(sweep({}, out)).rejects.toThrow("got serve");
  });
});
