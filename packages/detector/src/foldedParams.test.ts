import "../test/cpu.ts";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyDetector } from "../test/tiny.ts";
import { foldedParams } from "./foldedParams.ts";

describe("foldedParams", () => {
  test("replaces convolution and normalisation by one convolution, and gives it back", async () => {
    const detector = tinyDetector();
    const before = memory().numTensors;
    const { params, release } = await foldedParams(detector);
    expect(Object.keys(params)).toEqual(["net.0.folded.weight", "net.0.folded.bias"]);
    // (m - 1/2) / (1/2) + 1 = 2m + 0, and (-m + 1/2) / (1/2) / 2 + 1/2 = -m + 1
    const bias = params["net.0.folded.bias"].dataSync();
    expect(bias[0]).toBeCloseTo(0, 7);
    expect(bias[1]).toBeCloseTo(1, 7);
    release();
    expect(memory().numTensors).toBe(before);
    for (const tensor of Object.values(detector.params)) expect(tensor.isDisposed).toBe(false);
  });

  test.each([
    { kept: ["net.1.weight"], names: ["net.1.weight"] },
    {
      kept: ["net.1."],
      names: ["net.1.bias", "net.1.running_mean", "net.1.running_var", "net.1.weight"],
    },
    { kept: ["net.1"], names: [] }, // neither a name nor a prefix that ends with a dot
  ])("keeps $kept, the detector's own tensors", async ({ kept, names }) => {
    const detector = tinyDetector({ keptParams: kept });
    const { params, release } = await foldedParams(detector);
    expect(
      Object.keys(params)
        .filter((name) => !name.includes("folded"))
        .toSorted(),
    ).toEqual(names);
    for (const name of names) expect(params[name]).toBe(detector.params[name]);
    release();
    for (const name of names) expect(detector.params[name].isDisposed).toBe(false);
  });

  test("names a parameter that is missing", async () => {
    const { "net.1.bias": _, ...params } = tinyDetector().params;
    await expect(foldedParams(tinyDetector({ params }))).rejects.toThrow("net.1.bias");
  });
});
