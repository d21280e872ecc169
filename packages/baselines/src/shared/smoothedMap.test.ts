import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { smoothedMap } from "./smoothedMap.ts";

test("enlarges between half-pixel centres, then smooths", () => {
  const cells = tensor4d([0, 4], [1, 1, 2, 1]);
  const before = memory().numTensors;
  const sharp = smoothedMap(cells, { height: 1, width: 4 }, { sigma: 0.01, border: "mirror" });
  expect(memory().numTensors).toBe(before + 1);
  expect([...sharp.dataSync()]).toEqual([0, 1, 3, 4]);
  const smooth = smoothedMap(cells, { height: 1, width: 4 }, { sigma: 50, border: "mirror" });
  for (const value of smooth.dataSync()) expect(value).toBeCloseTo(2, 1); // nearly the mean everywhere
});
