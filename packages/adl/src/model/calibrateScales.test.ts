import "../../test/cpu.ts";
import { predict } from "@flawlens/detector";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyModel, tinySource } from "../../test/tiny.ts";
import { scalesOfDeviations } from "../cues/scalesOfDeviations.ts";
import { calibrateScales } from "./calibrateScales.ts";

describe("calibrateScales", () => {
  test("rest on the deviations that predict gives", async () => {
    await setBackend("cpu");
    const model = tinyModel();
    const source = tinySource("calm", 5);
    const before = memory().numTensors;
    const scales = await calibrateScales(model, source, { batchSize: 2 });
    expect(memory().numTensors).toBe(before);
    const deviations: number[] = [];
    for await (const { extras } of predict(model, source)) deviations.push(extras.cues[0]);
    const [got, expected] = [scales, scalesOfDeviations(deviations)].map((of) => of.deviation);
    expect(got.knee / expected.knee).toBeCloseTo(1, 5); // batches of another size round otherwise
    await expect(calibrateScales(model, { ...source, samples: [] })).rejects.toThrow("got none");
  });
});
