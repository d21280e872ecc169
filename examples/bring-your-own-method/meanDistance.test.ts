import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { flawlens } from "@flawlens/cli";
import { synthesize } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import { readResults } from "@flawlens/report";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

// Within a test, TypeScript is read by vitest: so the method gets the sources of the packages, as the command does.
vi.mock("tsx/esm/api", () => ({ tsImport: (url: string) => import(/* @vite-ignore */ url) }));

const method = join(import.meta.dirname, "meanDistance.ts");

let folder: string;
let out: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-own-method-"));
  out = join(folder, "out");
  const few = { normal: 4, anomalous: 1 };
  const train = { normal: 14, anomalous: 1 };
  await synthesize(join(folder, "data"), { seed: 1, size: 64, train, validation: few, test: few });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command line, and gives what it wrote. */
async function run(...args: string[]) {
  const texts = ["", ""];
  const stream = (i: number) =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[i] += String(chunk);
        done();
      },
    });
  const streams = { stdin: Readable.from([]), stdout: stream(0), stderr: stream(1) };
  const code = await flawlens(args, streams);
  return { code, stdout: texts[0], stderr: texts[1] };
}

describe("a method in a file of one's own", () => {
  test("has at most 120 lines", () => {
    expect(readFileSync(method, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  });

  test("is trained, calibrated, evaluated, exported and reported by the command", async () => {
    const sets = ["--set", "network=small", "--set", "inputSize=64"];
    const data = ["--data", join(folder, "data"), "--category", "plate"];
    const { code, stderr } = await run("train", ...data, "--out", out, "--method", method, ...sets);
    if (code) console.log(stderr);
    expect([code, stderr]).toEqual([0, expect.stringContaining("outputs equal the trained")]);
    expect(stderr).toContain("The mean of ");
    expect((await readdir(out)).toSorted()).toEqual(["detector.onnx", "manifest.json", "report.html", "results.json", "run.json", "training.jsonl"]); // prettier-ignore
    const results = await readResults(join(out, "results.json"));
    expect(results.method).toBe("Mean distance");
    expect(results.any.imageAuroc).not.toBeNull();
    expect(results.any.pixelAuroc).toBeGreaterThan(0.5);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("Mean distance on");
  });

  test("is deployed and used as any other", async () => {
    const detector = await loadDetector(join(out, "detector.onnx"));
    expect(detector.metadata).toMatchObject({ method: "mean-distance", types: ["anomaly"] });
    await detector.release();
    const model = ["--model", join(out, "detector.onnx"), "--overlays", "none", "--jsonl"];
    const { code, stdout } = await run("predict", join(folder, "data/images/plate"), ...model);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line) as { verdict: string }); // prettier-ignore
    expect(code).toBe(0);
    for (const { verdict } of lines) expect(["normal", "anomalous"]).toContain(verdict);
  });

  test("is resumed, though it keeps no checkpoint, and found again", async () => {
    const { code, stderr } = await run("train", "--out", out, "--resume");
    expect([code, stderr]).toEqual([0, expect.stringContaining("The mean of ")]);
    const { stdout } = await run("methods", method);
    expect(stdout).toContain("Mean distance (--method mean-distance)");
    expect(stdout).toContain("Width and height that images are resized to, in pixels.");
  });
});
