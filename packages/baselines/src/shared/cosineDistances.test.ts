import "../../test/cpu.ts";
import "@flawlens/ops";
import { grads, memory, sum, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { cosineDistances } from "./cosineDistances.ts";

test("tells alike, opposite, right-angled and zero vectors, whatever their lengths", () => {
  const x = tensor2d([[3, 4], [3, 4], [3, 4], [3, 4]]); // prettier-ignore
  const y = tensor2d([[6, 8], [-3, -4], [4, -3], [0, 0]]); // prettier-ignore
  const before = memory().numTensors;
  const found = cosineDistances(x, y);
  expect(found.shape).toEqual([4, 1]);
  for (const [i, value] of [0, 2, 1, 1].entries())
    expect(found.dataSync()[i]).toBeCloseTo(value, 6);
  expect(memory().numTensors).toBe(before + 1);
});

test("has finite gradients, also at zero", () => {
  const toBoth = grads((x, y) => sum(cosineDistances(x, y)));
  const found = toBoth([tensor2d([[0, 0]]), tensor2d([[1, 2]])]);
  for (const gradient of found)
    for (const value of gradient.dataSync()) expect(Number.isFinite(value)).toBe(true);
});
