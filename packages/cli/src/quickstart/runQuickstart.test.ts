import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { runQuickstart } from "./runQuickstart.ts";

const few = { normal: 3, anomalous: 1 };
const tiny = {
  data: { size: 32, train: few, validation: few, test: few },
  settings: ["inputSize=32", "steps=40", "batchSize=4", "checkpointEverySteps=5"],
};

/** A quickstart on few and small images; when a text is shown, does something once. */
async function quickstart(
  options: { out: string; seed?: number; resume?: boolean },
  shown?: string,
) {
  const [stdout, stderr] = [recorder(), recorder({ isTTY: shown !== undefined, columns: 200 })];
  let code = 0;
  const terminal = createTerminal({ stdout, stderr });
  const watch = setInterval(() => {
    if (shown === undefined || !stderr.text().includes(shown)) return;
    clearInterval(watch);
    process.emit("SIGINT");
  }, 1);
  await runQuickstart(
    { terminal, setExitCode: (value) => (code = value) },
    { ...tiny, ...options },
  );
  clearInterval(watch);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

const readResults = async (out: string) =>
  JSON.parse(await readFile(join(out, "results.json"), "utf8"));

describe("runQuickstart", () => {
  test("makes data, trains on them, and leaves a detector, results and a report", async () => {
    const out = join(await temporaryFolder(), "out/quickstart");
    const { code, stdout, stderr } = await quickstart({ out });
    expect(code).toBe(0);
    const left = await readdir(out);
    expect(left).toEqual(
      expect.arrayContaining(["checkpoints", "data", "detector.onnx", "report.html"]),
    );
    const first = await readResults(out);
    // five categories of 3 normal images and 5 types of defects
    expect(first).toMatchObject({ method: "MultiTypeFCDD", seed: 1, dataset: { test: 40 } });
    expect(stdout).toContain("mean of types");
    expect(stderr).toContain(`Open ${join(out, "report.html")}`);

    await quickstart({ out, seed: 2 });
    const second = await readResults(out);
    expect(second.seed).toBe(2);
    expect(second.dataset.hash).not.toBe(first.dataset.hash);
  }, 120_000);

  test("stops at Ctrl-C, says how to go on, and goes on", async () => {
    const out = await temporaryFolder();
    const stopped = await quickstart({ out }, "training ");
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/interrupted; the same command with --resume goes on from /);
    expect(existsSync(join(out, "results.json"))).toBe(false);
    const resumed = await quickstart({ out, resume: true });
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/resuming after step \d+/);
    expect(resumed.stderr).not.toContain("making a data set");
    expect(await readResults(out)).toMatchObject({ seed: 1, dataset: { test: 40 } });
  }, 120_000);
});
