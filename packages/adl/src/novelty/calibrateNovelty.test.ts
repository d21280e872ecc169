import "../../test/cpu.ts";
import { predict } from "@flawlens/detector";
import { memory } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fittedModel, tinySource } from "../../test/tiny.ts";
import { calibrateNovelty } from "./calibrateNovelty.ts";

test("calibrateNovelty bends the scale at the median of what predict gives", async () => {
  const model = await fittedModel({ maps: "novelty" });
  const source = tinySource("calm", 3, { seed: 8 });
  const values: number[] = [];
  for await (const { extras } of predict(model, source)) values.push(extras.cues[3]);
  const before = memory().numTensors;
  const { knee, cap } = await calibrateNovelty(model, source, { batchSize: 2 });
  expect(memory().numTensors).toBe(before);
  expect(knee).toBeCloseTo(values.toSorted((a, b) => a - b)[1], 4); // batches of another size round otherwise
  expect(cap).toBe(20 * knee);
  await expect(calibrateNovelty(model, { ...source, samples: [] })).rejects.toThrow("got none");
});
