import { stat } from "node:fs/promises";
import { describe, expect, test, vi } from "vitest";
import { expectInReadme, inEmptyFolder } from "../../detector/test/readmeExample.ts";

// A small part of the synthetic set, so that the example takes seconds.
vi.mock("@flawlens/datasets", async (original) => {
  const datasets = await original<typeof import("@flawlens/datasets")>();
  const train = { normal: 4, anomalous: 2 };
  const few = { normal: 2, anomalous: 1 };
  const synthesize: typeof datasets.synthesize = (directory, options) =>
    datasets.synthesize(directory, { ...options, train, validation: few, test: few });
  return { ...datasets, synthesize };
});

inEmptyFolder();

describe("the first example of the README", () => {
  test("is the file beside this test, and its install line names every package it imports", async () => {
    const [example, readme] = ["./trainAndExport.ts", "../README.md"].map(
      (path) => new URL(path, import.meta.url),
    );
    await expectInReadme(example, readme);
  });

  test("trains on the synthetic set and writes a detector that agrees with the model", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await import("./trainAndExport.ts");
    const steps = log.mock.calls.filter(([step]) => typeof step === "number");
    expect(steps.map(([step]) => step)).toEqual([25, 50, 75, 100]);
    expect(steps[3][1]).toBeLessThan(steps[0][1]);
    expect(log).toHaveBeenLastCalledWith(
      expect.stringMatching(/^detector\.onnx differs from the model by at most \d/),
    );
    log.mockRestore();
    expect((await stat("detector.onnx")).size).toBeGreaterThan(100_000);
  }, 180_000);
});
