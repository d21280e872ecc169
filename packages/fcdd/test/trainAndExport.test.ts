import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

// A small part of the synthetic set, so that the example takes seconds.
vi.mock("@flawlens/datasets", async (original) => {
  const datasets = await original<typeof import("@flawlens/datasets")>();
  const train = { normal: 4, anomalous: 2 };
  const few = { normal: 2, anomalous: 1 };
  const synthesize: typeof datasets.synthesize = (directory, options) =>
    datasets.synthesize(directory, { ...options, train, validation: few, test: few });
  return { ...datasets, synthesize };
});

let folder: string;
const before = process.cwd();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-readme-"));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

describe("the first example of the README", () => {
  test("is the file beside this test, and its install line names every package it imports", async () => {
    const [page, file] = await Promise.all(
      ["../README.md", "./trainAndExport.ts"].map((path) =>
        readFile(new URL(path, import.meta.url), "utf8"),
      ),
    );
    expect(page).toContain(`\`\`\`ts\n${file}\`\`\``);
    const install = page.split("\n").find((line) => line.startsWith("npm install"));
    const imported = [...file.matchAll(/from "(.+)";/g)].map(([, name]) => name);
    expect(imported.length).toBeGreaterThan(0);
    for (const name of imported) expect(install?.split(" ")).toContain(name);
  });

  test("trains on the synthetic set and writes a detector that agrees with the model", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await import("./trainAndExport.ts");
    const steps = log.mock.calls.filter(([step]) => typeof step === "number");
    expect(steps.map(([step]) => step)).toEqual([25, 50, 75, 100]);
    expect(steps[3][1]).toBeLessThan(steps[0][1]);
    expect(log).toHaveBeenLastCalledWith(
      expect.stringMatching(/^detector\.onnx gives the model's numbers to \d/),
    );
    log.mockRestore();
    expect((await stat("detector.onnx")).size).toBeGreaterThan(100_000);
  }, 180_000);
});
