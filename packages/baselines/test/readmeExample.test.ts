import { describe, expect, test, vi } from "vitest";
import { expectInReadme, inEmptyFolder } from "../../detector/test/readmeExample.ts";

// A small part of the synthetic set, so that the example takes seconds.
vi.mock("@flawlens/datasets", async (original) => {
  const datasets = await original<typeof import("@flawlens/datasets")>();
  const train = { normal: 8, anomalous: 1 };
  const few = { normal: 2, anomalous: 1 };
  const synthesize: typeof datasets.synthesize = (directory, options) =>
    datasets.synthesize(directory, { ...options, train, validation: few, test: few });
  return { ...datasets, synthesize };
});

inEmptyFolder();

describe("the example of the README", () => {
  test("is the file beside this test, and its install line names every package it imports", async () => {
    const [example, readme] = ["./readmeExample.ts", "../README.md"].map(
      (path) => new URL(path, import.meta.url),
    );
    await expectInReadme(example, readme);
  });

  test("trains on good images alone and writes a detector that agrees with the model", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await import("./readmeExample.ts");
    const losses = log.mock.calls.filter(([step]) => typeof step === "number");
    expect(losses.map(([step]) => step)).toEqual([10, 20]);
    const [[line]] = log.mock.calls.slice(-1);
    expect(Number(/at most (.+) from the detector$/.exec(String(line))?.[1])).toBeLessThan(1e-4);
    log.mockRestore();
  });
});
